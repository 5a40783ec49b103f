import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runFolderLayout } from '../../disk/run-folder-layout';
import { writeFileWhole } from '../../disk/whole-file';

/** `golden.json`: a few images with what the model says of them, to check any other program's use of it by. */
export interface GoldenFile {
  readonly classes: readonly string[];
  /** Height, width, channels of `pixels`. */
  readonly shape: readonly number[];
  readonly images: readonly GoldenImage[];
}

export interface GoldenImage {
  readonly file: string;
  readonly sha256: string;
  /** Base64 of the decoded and resized picture, one byte a value, RGB, before it is scaled. */
  readonly pixels: string;
  readonly probabilities: readonly number[];
}

/** @returns the sha256 of what was written */
export async function writeGolden(runFolder: string, golden: GoldenFile): Promise<string> {
  const text = `${JSON.stringify(golden)}\n`;
  await writeFileWhole(path.join(runFolder, runFolderLayout.golden), text);
  return createHash('sha256').update(text).digest('hex');
}

export async function readGolden(runFolder: string): Promise<GoldenFile> {
  return JSON.parse(await readFile(path.join(runFolder, runFolderLayout.golden), 'utf8')) as GoldenFile;
}
