/** Marks in a text, or none of them where there is no one to see colours. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const introducer = '\u001b[';
const mark = (open: number, close: number) => (text: string) =>
  text === '' ? '' : `${introducer}${open}m${text}${introducer}${close}m`;
const none = (text: string) => text;

export const coloured: Style = {
  bold: mark(1, 22),
  dim: mark(2, 22),
  red: mark(31, 39),
  green: mark(32, 39),
  yellow: mark(33, 39),
  cyan: mark(36, 39),
};

export const uncoloured: Style = { bold: none, dim: none, red: none, green: none, yellow: none, cyan: none };

/** Colours only on a terminal that shows them, and never with `NO_COLOR` (no-color.org) set. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  return stream.isTTY && !environment.NO_COLOR && environment.TERM !== 'dumb' ? coloured : uncoloured;
}

/** Text from files, as names and messages are, with whatever could steer the terminal taken out of it. */
export function harmless(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\ufffd');
}

export function warningLine(message: string, style: Style): string {
  return `${style.yellow('warning:')} ${harmless(message)}`;
}
