import type { Entry, ZipFile } from 'yauzl';
import { TransferError } from '../../../design/transfer-error';
import { bytesText } from '../../../design/words/wording';
import { type Fields, isFields } from '../../network/written-model';
import type { BaseFormat } from '../base-format';
import { damaged } from '../damaged-file';
import type { FileStretch } from '../read-bytes';
import { isKerasArchive } from '../refused-formats';
import { storedMember, withZip } from '../zip-archive';
import { readDescription } from './description';
import { openKerasNetwork } from './keras-network';

const weightsName = 'model.weights.h5';
/** In bytes, of the texts in it. */
const mostText = 32 * 1024 ** 2;
/** Beyond it, Keras too takes a packed text for an attack. */
const mostTimesLarger = 100;

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
  readonly weights: FileStretch;
}

/** Texts are read, and the weights lie in the archive as they are. */
function findMembers(file: string): Promise<Members> {
  return withZip(file, async (members, archive) => {
    const config = members.get('config.json');
    const weights = members.get(weightsName);
    if (config === undefined || weights === undefined) {
      throw new TransferError(
        'base-format',
        `${file} is a ZIP archive without ${config === undefined ? 'config.json' : weightsName}, so no model that Keras wrote as one file. Save the model again with Keras, as .keras.`,
      );
    }
    const metadata = members.get('metadata.json');
    const place = await storedMember(archive, weights, file);
    if (place === undefined) {
      throw new TransferError(
        'base-format',
        `The weights in ${file} are compressed, which Keras does not do. Save the model again with Keras.`,
      );
    }
    return {
      config: await textOf(archive, config, file),
      metadata: metadata === undefined ? '' : await textOf(archive, metadata, file),
      weights: place,
    };
  });
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
