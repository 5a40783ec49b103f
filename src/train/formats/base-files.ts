import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { bytesText } from '../../design/words/wording';
import { type FileGroup, mostBaseBytes } from '../../disk/bases/base-look';
import { stampOf } from '../../disk/files/file-stamp';
import { sha256OfFiles } from '../../disk/files/sha256-of-files';
import {
  type BaseFiles,
  type BaseFormat,
  type FoundGroup,
  type RefusedFormat,
  startBytes,
} from './base-format';
import { baseFormats } from './base-formats';
import { configsBeside } from './model-config';

/** A base's first file, and what can read it. */
export interface FormatOfBase {
  readonly modelFile: string;
  readonly format: BaseFormat;
}

/** More than any model has: each is looked up on the disk or asked for. */
const mostFiles = 10_000;

/**
 * The base that a file is, or that lies in a folder.
 * @throws TransferError `base-…` where there is none, or none that can be read
 */
export async function recogniseBase(place: string): Promise<FormatOfBase> {
  const facts = await stat(place).catch((error) => {
    throw unreadable(place, error, ' Check the path.');
  });
  const modelFile = facts.isDirectory() ? await firstFileIn(place) : place;
  const file = { name: path.basename(modelFile), start: await startOf(modelFile) };
  const format = baseFormats.find((one) => one.match(file));
  if (format === undefined) {
    throw new TransferError(
      'base-format',
      `${modelFile} is of no format that is known. Give the file of a ${readableNames()}, or get it again.`,
    );
  }
  if (isRefused(format)) throw new TransferError('base-format', format.refusal(modelFile));
  return { modelFile, format };
}

function isRefused(format: BaseFormat | RefusedFormat): format is RefusedFormat {
  return 'refusal' in format;
}

function readableNames(): string {
  return baseFormats.flatMap((format) => (isRefused(format) ? [] : [format.name])).join(' or ');
}

/** Where there are several, one that can be read, and rather one that trains. */
async function firstFileIn(folder: string): Promise<string> {
  const rank = (format: BaseFormat | RefusedFormat): number =>
    isRefused(format) ? 2 : Number(!format.trainsBase);
  const byOrder = [...baseFormats].sort((one, other) => rank(one) - rank(other));
  for (const { inFolder } of byOrder) {
    if (inFolder === undefined) continue;
    const file = path.join(folder, inFolder);
    if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  const names = byOrder.flatMap((format) => (isRefused(format) ? [] : (format.inFolder ?? [])));
  throw new TransferError(
    'base-missing',
    `${folder} holds no ${names.join(', nor a ')}. Give the file of a ${readableNames()}, or the folder that it is in.`,
  );
}

async function startOf(file: string): Promise<string> {
  await sizeOf(file);
  const handle = await open(file, 'r').catch((error) => {
    throw unreadable(file, error);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * The files beside a base's first one, whether they are there or not. Their names lead below its folder and nowhere
 * else, on any system.
 * @throws TransferError `base-…`
 */
export async function filesBeside(base: FormatOfBase): Promise<readonly FileGroup[]> {
  const { own, configs } = await groupsOf(base);
  return [...own, ...configs];
}

/** Those of the format, and the settings that lie there where no format expects them. */
async function groupsOf({ modelFile, format }: FormatOfBase): Promise<{
  readonly own: readonly FileGroup[];
  readonly configs: readonly FileGroup[];
}> {
  const own = requirePlainNames((await format.filesBeside?.(modelFile)) ?? [], modelFile);
  const taken = new Set(own.flatMap(({ names }) => names));
  const configs = await configsBeside(modelFile);
  return { own, configs: configs.filter(({ names }) => !names.some((name) => taken.has(name))) };
}

/** @throws TransferError `base-…` where a name leads out of the base's folder, or stands there twice */
function requirePlainNames(groups: readonly FileGroup[], modelFile: string): readonly FileGroup[] {
  const seen = new Set([path.basename(modelFile).toLowerCase()]);
  for (const name of groups.flatMap(({ names }) => names)) {
    if (!leadsInside(name) || name.toLowerCase() === path.basename(modelFile).toLowerCase()) {
      throw new TransferError(
        'base-outside',
        `${modelFile} names the file ${shortened(JSON.stringify(name))}, which is no plain name within its folder. Use a model whose files lie beside each other.`,
      );
    }
    if (seen.has(name.toLowerCase())) {
      throw new TransferError(
        'base-damaged',
        `${modelFile} lists the file ${shortened(name)} twice. Get the model again.`,
      );
    }
    seen.add(name.toLowerCase());
  }
  if (seen.size > mostFiles) {
    throw new TransferError(
      'base-format',
      `${modelFile} lists ${seen.size} files; at most ${mostFiles} can be read. Save the model in larger ones.`,
    );
  }
  return groups.map(({ names, bytes }) => ({ names, bytes }));
}

function leadsInside(name: string): boolean {
  const inside = name.split('/').every((part) => part !== '' && part !== '..' && part !== '.');
  return inside && !/[\\:?#%]/.test(name) && ![...name].some((letter) => letter < ' ');
}

/**
 * Finds all files of a base and compares their sizes with what they need, before any of them is read.
 * @throws TransferError `base-…`
 */
export async function locateFiles(base: FormatOfBase): Promise<BaseFiles> {
  const { modelFile } = base;
  const groups = await groupsOf(base);
  const beside = await locateGroups(groups.own, modelFile);
  const configs = await locateGroups(groups.configs, modelFile);
  const all = [...beside, ...configs];
  const total = all.reduce((sum, { bytes }) => sum + bytes, await sizeOf(modelFile));
  if (total > mostBaseBytes) {
    throw new TransferError(
      'base-format',
      `The files of ${modelFile} have ${bytesText(total)}; at most ` +
        `${bytesText(mostBaseBytes)} can be read. Choose a smaller base.`,
    );
  }
  return { modelFile, beside, configs };
}

async function locateGroups(groups: readonly FileGroup[], modelFile: string): Promise<readonly FoundGroup[]> {
  const located: FoundGroup[] = [];
  for (const { names, bytes } of groups) {
    const files = [];
    for (const name of names) files.push(await locateFile(name, modelFile));
    const found = files.reduce((sum, file) => sum + file.bytes, 0);
    if (found !== bytes) {
      throw new TransferError(
        'base-damaged',
        `${firstOf(names)} beside ${modelFile} hold ${found} bytes and its weights need ${bytes}. ` +
          'They are cut short or belong to another model; get them again.',
      );
    }
    located.push({ files, bytes });
  }
  return located;
}

function firstOf(names: readonly string[]): string {
  const [first = 'No files', ...others] = names;
  const rest = others.length > 3 ? [`${others.length} others`] : others;
  return [first, ...rest].join(', ');
}

async function locateFile(name: string, modelFile: string): Promise<{ file: string; bytes: number }> {
  const folder = path.dirname(modelFile);
  const file = path.join(folder, name);
  const bytes = await sizeOf(file, ` It is listed in ${modelFile}; put it there or get the model again.`);
  const fromFolder = path.relative(await realpath(folder), await realpath(file));
  if (fromFolder.startsWith('..') || path.isAbsolute(fromFolder)) {
    throw new TransferError(
      'base-outside',
      `${file} is a link that leads out of the model's folder. Put the file itself there.`,
    );
  }
  return { file, bytes };
}

/** All of a base's files, in order. */
export function pathsOf({ modelFile, beside, configs }: BaseFiles): string[] {
  return [modelFile, ...[...beside, ...configs].flatMap(({ files }) => files.map(({ file }) => file))];
}

/**
 * The sha256 (hexadecimal) over the bytes of a base's files in order: what `cat FILE… | sha256sum` says, and what
 * `base.sha256` pins.
 * @throws TransferError `base-…` where one can't be read
 */
export async function fingerprintOf(files: BaseFiles): Promise<string> {
  return sha256OfFiles(pathsOf(files)).catch((error: unknown) => {
    throw unreadable(fileOf(error, files), error);
  });
}

/**
 * The stamp of a base's files.
 * @throws TransferError `base-…` where one can't be looked at
 */
export async function stampOfBase(files: BaseFiles): Promise<string> {
  const { text } = await stampOf(pathsOf(files)).catch((error) => {
    throw unreadable(fileOf(error, files), error);
  });
  return text;
}

/** Which file the system could not read. */
function fileOf(error: unknown, { modelFile }: BaseFiles): string {
  return error instanceof Error && 'path' in error ? String(error.path) : modelFile;
}

/**
 * A base's files after the place that it was named by, and the folder of the first one: what is put there can be another
 * base's first file, or one more of this base's.
 */
export function placesThatDecide(place: string, files: BaseFiles): readonly string[] {
  return [...new Set([place, path.dirname(files.modelFile), ...pathsOf(files)])];
}

async function sizeOf(file: string, advice = ' Check the path.'): Promise<number> {
  const facts = await stat(file).catch((error) => {
    throw unreadable(file, error, advice);
  });
  if (facts.isFile()) return facts.size;
  throw new TransferError('base-missing', `${file} is not a file.${advice}`);
}

function unreadable(file: string, error: unknown, advice = ''): TransferError {
  const code = error instanceof Error && 'code' in error ? error.code : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new TransferError('base-missing', `There is no file ${file}.${advice}`);
  }
  return new TransferError('base-missing', `${file} can't be read (${code}).${advice}`);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
