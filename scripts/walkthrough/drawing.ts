import { readFileSync } from 'node:fs';
import path from 'node:path';

// The editor puts these pictures into a page of its own, which has the theme's colours as variables and lets in neither
// styles nor files: so all that is said of looks stands in attributes, and photographs stand in the file.

/** Colours of the theme, each with one for a page without them. */
export const colours = {
  text: 'var(--vscode-foreground, #3b3b3b)',
  quiet: 'var(--vscode-descriptionForeground, #666666)',
  ground: 'var(--vscode-editorWidget-background, #f8f8f8)',
  edge: 'var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #c8c8c8))',
  button: 'var(--vscode-button-background, #005fb8)',
  onButton: 'var(--vscode-button-foreground, #ffffff)',
  buttonEdge: 'var(--vscode-contrastBorder, transparent)',
  frozen: 'var(--vscode-charts-blue, #1a85ff)',
  trains: 'var(--vscode-charts-yellow, #bf8803)',
  head: 'var(--vscode-charts-green, #388a34)',
} as const;

const root = path.resolve(__dirname, '../..');
const size = { width: 520, height: 400 };

/** A whole picture. @param title what is read out in its place */
export function picture(title: string, ...parts: readonly string[]): string {
  const { width, height } = size;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<g font-family="var(--vscode-font-family, sans-serif)" font-size="14" fill="${colours.text}">`,
    ...parts,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

export interface TextLook {
  readonly colour?: string;
  readonly size?: number;
  readonly bold?: boolean;
  /** Letters of one width, as in a file. */
  readonly code?: boolean;
  readonly at?: 'start' | 'middle' | 'end';
}

/** A line of text, its letters standing on `y`. */
export function text(x: number, y: number, words: string, look: TextLook = {}): string {
  const { colour, size: height, bold, code, at } = look;
  const attributes = [
    `x="${x}" y="${y}"`,
    ...(colour ? [`fill="${colour}"`] : []),
    ...(height ? [`font-size="${height}"`] : []),
    ...(bold ? ['font-weight="600"'] : []),
    ...(code ? ['font-family="var(--vscode-editor-font-family, monospace)" xml:space="preserve"'] : []),
    ...(at && at !== 'start' ? [`text-anchor="${at}"`] : []),
  ];
  return `<text ${attributes.join(' ')}>${escaped(words)}</text>`;
}

export interface BoxLook {
  readonly fill?: string;
  /** Of the fill, 0 to 1. */
  readonly strength?: number;
  readonly edge?: string;
  readonly round?: number;
  readonly dashed?: boolean;
}

export function box(x: number, y: number, width: number, height: number, look: BoxLook = {}): string {
  const { fill = colours.ground, strength = 1, edge = colours.edge, round = 6, dashed } = look;
  const dashes = dashed ? ' stroke-dasharray="4 4"' : '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}" fill-opacity="${strength}" stroke="${edge}"${dashes}/>`;
}

/** A layer: its state is in its colour and, for who sees none, in whether its edge is whole. */
export function layer(
  x: number,
  y: number,
  width: number,
  height: number,
  state: 'frozen' | 'trains' | 'head' | 'left out',
): string {
  if (state === 'left out')
    return box(x, y, width, height, { fill: 'none', edge: colours.quiet, round: 3, dashed: true });
  const colour = colours[state];
  return box(x, y, width, height, {
    fill: colour,
    strength: 0.3,
    edge: colour,
    round: 3,
  });
}

export function line(d: string, colour: string, width = 2, dashed = false): string {
  const dashes = dashed ? ' stroke-dasharray="6 5"' : '';
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${dashes}/>`;
}

/** From one place to another on the right, with a point. */
export function arrow(x: number, y: number, length: number): string {
  const end = x + length;
  return line(`M${x} ${y}H${end}M${end - 6} ${y - 5}L${end} ${y}L${end - 6} ${y + 5}`, colours.quiet);
}

/** A button as the editor draws it. */
export function button(x: number, y: number, width: number, words: string): string {
  return [
    box(x, y, width, 30, { fill: colours.button, edge: colours.buttonEdge, round: 3 }),
    text(x + width / 2, y + 20, words, { colour: colours.onButton, at: 'middle' }),
  ].join('\n');
}

/** One of the example's pictures, named by its place in `examples/emoji-groups/images`. */
export function photograph(x: number, y: number, edge: number, file: string): string {
  const bytes = readFileSync(path.join(root, 'examples/emoji-groups/images', file));
  return `<image x="${x}" y="${y}" width="${edge}" height="${edge}" href="data:image/png;base64,${bytes.toString('base64')}"/>`;
}

/** A feature map of those that `make-maps` has taken: each of its cells to be seen. */
export function featureMap(x: number, y: number, edge: number, file: string): string {
  const bytes = readFileSync(path.join(__dirname, 'maps', file));
  return `<image x="${x}" y="${y}" width="${edge}" height="${edge}" image-rendering="pixelated" href="data:image/png;base64,${bytes.toString('base64')}"/>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
