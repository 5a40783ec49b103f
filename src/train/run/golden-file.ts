import { createHash } from 'node:crypto';
import path from 'node:path';
import { valuesIn } from '../../design/base/tensor-shape';
import { TransferError } from '../../design/transfer-error';
import { readWhole } from '../../disk/files/project-files';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { writeFileWhole } from '../../disk/files/whole-file';
import {
  allOf,
  type Check,
  folderName,
  list,
  object,
  real,
  sha256,
  text,
  whole,
} from '../../shared/value-checks';

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
  const content = `${JSON.stringify(golden)}\n`;
  await writeFileWhole(path.join(runFolder, runFolderLayout.golden), content);
  return createHash('sha256').update(content).digest('hex');
}

/** A few pictures of the largest size that a base may take. */
const mostBytes = 512 * 1024 ** 2;

const goldenCheck: Check = allOf(
  object<GoldenFile>({
    classes: list(folderName, 1),
    shape: list(whole(1, 16_384), 3, 3),
    images: list(
      object<GoldenImage>({ file: text(), sha256, pixels: text(), probabilities: list(real(0, 1)) }),
    ),
  }),
  (value) => unfitting(value as GoldenFile),
);

function unfitting({ classes, shape, images }: GoldenFile): string | undefined {
  const bytes = valuesIn(shape);
  const fits = images.every(
    ({ pixels, probabilities }) =>
      Buffer.byteLength(pixels, 'base64') === bytes && probabilities.length === classes.length,
  );
  return fits ? undefined : 'an image has other pixels or probabilities than its shape and classes';
}

/** @throws TransferError `golden-file` where it is not as it was written */
export async function readGolden(runFolder: string): Promise<GoldenFile> {
  const file = path.join(runFolder, runFolderLayout.golden);
  const bytes = await readWhole(file, mostBytes);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw damaged(file, 'it is not valid JSON');
  }
  const complaint = goldenCheck(value, '');
  if (complaint !== undefined) throw damaged(file, complaint);
  return value as GoldenFile;
}

function damaged(file: string, complaint: string): TransferError {
  return new TransferError(
    'golden-file',
    `${file} was changed or damaged after it was written: ${complaint}. Resume the run; it is written anew.`,
  );
}
