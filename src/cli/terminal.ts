import type { Installation } from '../launch/programs/installation';
import type { NodeProgram } from '../launch/programs/node-program';
import { csvRow } from './csv-row';
import { LiveScreen, type TextStream } from './live-screen';
import { type Style, styleFor } from './style';

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
  return {
    ...where,
    // A dumb terminal can't write over a line.
    screen: new LiveScreen(output, errors, environment.TERM !== 'dumb'),
    style: styleFor(output, environment),
    errorStyle: styleFor(errors, environment),
    json(value) {
      output.write(`${JSON.stringify(value)}\n`);
    },
    csv(cells) {
      output.write(csvRow(cells));
    },
  };
}
