import { stat } from 'node:fs/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { TransferError } from '../../../design/transfer-error';
import { bytesText } from '../../../design/words/wording';
import { messageOf } from '../../failures/failure-words';
import { type Fields, isFields } from '../../network/written-model';
import type { BaseFormat } from '../base-format';
import { isKerasArchive } from '../refused-formats';
import { readDescription } from './description';
import { damaged, type Hdf5Place } from './hdf5-file';
import { openKerasNetwork } from './keras-network';

const weightsName = 'model.weights.h5';
/** In bytes, of the texts in it. */
const mostText = 32 * 1024 ** 2;
/** Beyond it, Keras too takes a packed text for an attack. */
const mostTimesLarger = 100;
const mostMembers = 10_000;

/** What Keras has written since 2.12: a ZIP archive of two texts and an HDF5 of weights. */
export const kerasZip: BaseFormat = {
  name: 'Keras model (.keras)',
  match: isKerasArchive,
  trainsBase: true,
  async open({ modelFile }) {
    const members = await findMembers(modelFile);
    const { keras_version: version, transferDesigner: says } = fieldsIn(members.metadata);
    const description = readDescription(members.config, String(version ?? ''), modelFile);
    const opened = await openKerasNetwork(description, members.weights);
    return { ...opened, ...(says === undefined ? {} : { says }) };
  },
};

function fieldsIn(metadata: string): Fields {
  try {
    const json: unknown = JSON.parse(metadata);
    return isFields(json) ? json : {};
  } catch {
    return {};
  }
}

interface Members {
  readonly config: string;
  readonly metadata: string;
  readonly weights: Hdf5Place;
}

/** Nothing is unpacked: texts are read, and the weights lie in the archive as they are. */
async function findMembers(file: string): Promise<Members> {
  try {
    const archive = await openPromise(file, { autoClose: false, strictFileNames: true });
    try {
      return await membersOf(archive, file);
    } finally {
      archive.close();
    }
  } catch (error) {
    throw error instanceof TransferError
      ? error
      : damaged(file, `as a ZIP archive it is wrong (${messageOf(error).slice(0, 200)})`);
  }
}

async function membersOf(archive: ZipFile, file: string): Promise<Members> {
  const entries = new Map<string, Entry>();
  let count = 0;
  for await (const entry of archive.eachEntry()) {
    count += 1;
    if (count > mostMembers) throw damaged(file, `it holds more than ${mostMembers} files`);
    if (entries.has(entry.fileName)) throw damaged(file, `it holds ${entry.fileName.slice(0, 80)} twice`);
    if (['config.json', 'metadata.json', weightsName].includes(entry.fileName))
      entries.set(entry.fileName, entry);
  }
  const config = entries.get('config.json');
  const weights = entries.get(weightsName);
  if (config === undefined || weights === undefined) {
    throw new TransferError(
      'base-format',
      `${file} is a ZIP archive without ${config === undefined ? 'config.json' : weightsName}, so no model that Keras wrote as one file. Save the model again with Keras, as .keras.`,
    );
  }
  const metadata = entries.get('metadata.json');
  return {
    config: await textOf(archive, config, file),
    metadata: metadata === undefined ? '' : await textOf(archive, metadata, file),
    weights: await placeOf(archive, weights, file),
  };
}

async function textOf(archive: ZipFile, entry: Entry, file: string): Promise<string> {
  const { uncompressedSize: size, compressedSize: packed, fileName } = entry;
  if (size > mostText || size > packed * mostTimesLarger) {
    throw damaged(file, `its ${fileName} would have ${bytesText(size)}`);
  }
  const pieces: Buffer[] = [];
  for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

/** Where in the archive a member lies that is stored as it is, as Keras does it. */
async function placeOf(archive: ZipFile, entry: Entry, file: string): Promise<Hdf5Place> {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    throw new TransferError(
      'base-format',
      `The weights in ${file} are compressed, which Keras does not do. Save the model again with Keras.`,
    );
  }
  const { fileDataStart: start } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
  const { size } = await stat(file);
  if (start + entry.uncompressedSize > size) throw damaged(file, 'it breaks off within its weights');
  return { file, start, bytes: entry.uncompressedSize };
}
