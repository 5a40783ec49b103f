import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { blocksOf, writeLargeBase } from './large-base';

export const baseLayers = 1000;
export const blocks = blocksOf(baseLayers);

/** The line that changes from key press to key press: a key that the file may not have, so a problem each time. */
export const noteLine = (number: number): string => `note${number}: x`;
/** The line by which layers are frozen and freed. */
export const freezeLine = (layer: string): string => `freeze: { through: ${layer} }`;

/** A file that is ready to train but for one unknown key. */
export const projectText = (frozenThrough: string, note: number): string => `version: 1
base: ./base/model.json
dataset: { path: images, similarity: similar }
case: 1
${freezeLine(frozenThrough)}
${noteLine(note)}
`;

/** Writes a project on a base of 1,000 layers, and beside it the same text as a file of no extension. */
export async function writeLargeProject(folder: string): Promise<void> {
  const pictures = path.resolve(__dirname, '../../examples/emoji-groups/images');
  await cp(pictures, path.join(folder, 'images'), { recursive: true });
  await writeLargeBase(path.join(folder, 'base'), baseLayers);
  const text = projectText('stem', 0);
  await writeFile(path.join(folder, 'plain.txt'), text);
  await writeFile(path.join(folder, 'transfer.yaml'), text);
}
