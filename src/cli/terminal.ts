import type { Installation } from '../launch/programs/installation';
import type { NodeProgram } from '../launch/programs/node-program';
import { LiveScreen, type TextStream } from './live-screen';
import { harmless, type Style, styleFor, warningLine } from './style';

/** What every command works with: where it prints, how, and what it may start. */
export interface Terminal {
  readonly screen: LiveScreen;
  /** For standard output and for standard error. */
  readonly style: Style;
  readonly errorStyle: Style;
  readonly installation: Installation;
  readonly node: NodeProgram;
  /** Aborts when the user asks this program to end; what it has started ends with it. */
  readonly signal?: AbortSignal;
  /** What is wrong, on standard error. */
  fail(message: string): void;
  /** What to look out for, on standard error. */
  warn(message: string): void;
  /** One JSON value on one line of standard output. */
  json(value: unknown): void;
  /** One row of a table of commas (RFC 4180) on standard output. */
  csv(cells: readonly (string | number)[]): void;
}

export function createTerminal(
  output: TextStream,
  errors: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
  where: {
    readonly installation: Installation;
    readonly node: NodeProgram;
    readonly signal?: AbortSignal;
  },
): Terminal {
  // A dumb terminal can't write over a line.
  const screen = new LiveScreen(output, errors, environment.TERM !== 'dumb');
  const errorStyle = styleFor(errors, environment);
  return {
    ...where,
    screen,
    style: styleFor(output, environment),
    errorStyle,
    fail(message) {
      screen.error(`${errorStyle.red('error:')} ${harmless(message)}`);
    },
    warn(message) {
      screen.error(warningLine(message, errorStyle));
    },
    json(value) {
      output.write(`${JSON.stringify(value)}\n`);
    },
    csv(cells) {
      output.write(csvRow(cells));
    },
  };
}

/** A row of a table as RFC 4180 has it, with its line break. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => inQuotes(String(cell))).join(',')}\r\n`;
}

function inQuotes(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
