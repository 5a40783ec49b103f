import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { shownAddress } from '../../design/words/shown-address';
import { readWhole, removeTree } from '../files/project-files';
import { keyedHash } from '../files/user-secret';
import { writeFileWhole } from '../files/whole-file';
import { type DownloadLimits, downloadBase, wrongHash } from './base-download';
import { baseFingerprint } from './base-reading';
import { type Request, refuseOtherThanHttps } from './bounded-fetch';

export interface LocateOptions {
  /** What the base's fingerprint must be. Without it an address is trusted at its first download. */
  readonly sha256?: string | undefined;
  /** Downloads are kept here, in folders named by their fingerprint. */
  readonly downloadFolder: string;
  readonly allowDownload: boolean;
  /** Reads the files and gives their fingerprint; throws TransferError `base-…`. By default `baseFingerprint`. */
  readonly fingerprintOf?: ((modelFile: string) => Promise<string>) | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** What a base is downloaded by; by default `fetch`. */
  readonly request?: Request | undefined;
  /** Ends a download. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<DownloadLimits> | undefined;
}

export interface LocatedBase {
  /** Absolute path of its model.json. */
  readonly modelFile: string;
  /** See `baseFingerprint`; just verified. */
  readonly fingerprint: string;
  /** Its name, where it is one of the catalog's. */
  readonly catalog?: string;
}

/**
 * Finds a base: a catalog name (`demo`), the path of a model.json or of a folder that holds one (relative to
 * `fromFolder`), or the https address of a model.json. What is found is read once and its fingerprint compared
 * with the pinned one; a download that has changed on disk is downloaded anew.
 * @param catalogFolder holds one folder a name
 * @throws TransferError `base-…`, `disk-full`, `place-refused`, the signal's reason
 */
export async function locateBase(
  reference: string,
  fromFolder: string,
  catalogFolder: string,
  options: LocateOptions,
): Promise<LocatedBase> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(reference)) return locateDownload(reference, options);
  const catalog = await inCatalog(reference, catalogFolder);
  const modelFile = catalog ?? (await onDisk(reference, fromFolder));
  if (!modelFile) throw await unknownName(reference, fromFolder, catalogFolder);
  const fingerprint = await verified(modelFile, options.sha256, options);
  return { modelFile, fingerprint, ...(catalog === undefined ? {} : { catalog: reference }) };
}

async function verified(
  modelFile: string,
  pinned: string | undefined,
  { fingerprintOf = baseFingerprint }: LocateOptions,
): Promise<string> {
  const fingerprint = await fingerprintOf(modelFile);
  if (pinned !== undefined && fingerprint !== pinned) throw wrongHash(modelFile, pinned, fingerprint);
  return fingerprint;
}

async function locateDownload(address: string, options: LocateOptions): Promise<LocatedBase> {
  refuseOtherThanHttps(address);
  const known = options.sha256 ?? (await firstSeen(address, options.downloadFolder));
  const kept = known && (await keptDownload(known, options));
  if (kept) return kept;
  if (!options.allowDownload) {
    throw new TransferError(
      'base-not-downloaded',
      `${shownAddress(address)} has not been downloaded yet. Training downloads it; nothing else does.`,
    );
  }
  const fingerprint = await downloadBase(address, { ...options, sha256: known });
  const seen = `${fingerprint} ${await seenHash(address, fingerprint)}\n`;
  await writeFileWhole(addressFile(address, options.downloadFolder), seen);
  return { modelFile: path.join(options.downloadFolder, fingerprint, 'model.json'), fingerprint };
}

/** The download of that fingerprint, if it is there and unchanged; a changed one is removed. */
async function keptDownload(fingerprint: string, options: LocateOptions): Promise<LocatedBase | undefined> {
  const folder = path.join(options.downloadFolder, fingerprint);
  const modelFile = path.join(folder, 'model.json');
  if (!(await isFile(modelFile))) return undefined;
  try {
    return { modelFile, fingerprint: await verified(modelFile, fingerprint, options) };
  } catch (error) {
    if (!(error instanceof TransferError) || !options.allowDownload) throw error;
    await removeTree(folder);
    return undefined;
  }
}

/**
 * Which fingerprint an unpinned address had when it was downloaded. A note that this user's processes have not written
 * is none: a folder that comes from elsewhere may bring a base of its own for any address.
 */
async function firstSeen(address: string, downloadFolder: string): Promise<string | undefined> {
  const bytes = await readWhole(addressFile(address, downloadFolder), 200).catch(() => '');
  const text = bytes.toString();
  const [, fingerprint, hash] = /^([0-9a-f]{64}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  if (fingerprint === undefined || hash !== (await seenHash(address, fingerprint))) return undefined;
  return fingerprint;
}

function seenHash(address: string, fingerprint: string): Promise<string> {
  return keyedHash('downloaded base', address, fingerprint);
}

function addressFile(address: string, downloadFolder: string): string {
  return path.join(downloadFolder, `${createHash('sha256').update(address).digest('hex')}.address`);
}

function isPlainName(reference: string): boolean {
  return /^[\w-][\w.-]*$/.test(reference);
}

/** The model.json of a base of the catalog. */
export function catalogFile(catalogFolder: string, name: string): string {
  return path.resolve(catalogFolder, name, 'model.json');
}

async function inCatalog(reference: string, catalogFolder: string): Promise<string | undefined> {
  if (!isPlainName(reference)) return undefined;
  const modelFile = catalogFile(catalogFolder, reference);
  return (await isFile(modelFile)) ? modelFile : undefined;
}

/** The model.json that a path means; undefined for a plain name that nothing on disk has. */
async function onDisk(reference: string, fromFolder: string): Promise<string | undefined> {
  const place = path.resolve(fromFolder, reference);
  const facts = await stat(place).catch(() => undefined);
  if (!facts && isPlainName(reference) && !/\.[a-z0-9]+$/i.test(reference)) return undefined;
  if (!facts) throw new TransferError('base-missing', `There is no base at ${place}. Check the path.`);
  if (!facts.isDirectory()) return refuseOtherFormats(place);
  const modelFile = path.join(place, 'model.json');
  if (await isFile(modelFile)) return modelFile;
  const saved = await isFile(path.join(place, 'saved_model.pb'));
  if (saved) {
    throw new TransferError(
      'base-format',
      `${place} holds a TensorFlow SavedModel, which can't be read. ` +
        'Convert the Keras model to a TF.js LayersModel with tensorflowjs_converter.',
    );
  }
  throw new TransferError(
    'base-missing',
    `${place} holds no model.json. Give the folder of a TF.js LayersModel.`,
  );
}

function refuseOtherFormats(file: string): string {
  const formats: Readonly<Record<string, string>> = {
    '.h5': 'a Keras HDF5 model',
    '.hdf5': 'a Keras HDF5 model',
    '.keras': 'a Keras model',
    '.onnx': 'an ONNX model',
    '.tflite': 'a TensorFlow Lite model',
    '.pb': 'a TensorFlow graph',
    '.pt': 'a PyTorch model',
    '.pth': 'a PyTorch model',
    '.safetensors': 'a file of weights without layers',
  };
  const format = formats[path.extname(file).toLowerCase()];
  if (!format) return file;
  throw new TransferError(
    'base-format',
    `${file} is ${format}, which can't be read yet. Convert it to a TF.js LayersModel and give its model.json.`,
  );
}

async function unknownName(name: string, fromFolder: string, catalogFolder: string): Promise<TransferError> {
  const names = await catalogNames(catalogFolder);
  const nearest = nearestName(name, names);
  const meant = nearest ? ` Did you mean ${nearest}?` : '';
  const list = names.length > 0 ? names.join(', ') : 'empty';
  return new TransferError(
    'base-missing',
    `There is no base called ${name} in the catalog (${list}) nor in ${fromFolder}.${meant}`,
  );
}

async function catalogNames(catalogFolder: string): Promise<string[]> {
  const names = await readdir(catalogFolder).catch(() => []);
  const isBase = await Promise.all(names.map((name) => isFile(path.join(catalogFolder, name, 'model.json'))));
  return names.filter((_, index) => isBase[index]).sort();
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
