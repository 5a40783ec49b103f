import { stat } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../../design/transfer-error';
import type { BaseFormat } from '../base-format';
import { type FileStretch, readWholeFile } from '../read-bytes';
import { type KerasDescription, readDescription } from './description';
import { withHdf5 } from './hdf5-file';
import { openKerasNetwork } from './keras-network';
import { openPublishedWeights, publishedUnder } from './published-weights';

/** In bytes: as much as a model.json may have. */
const mostJson = 32 * 1024 ** 2;

/**
 * What Keras 1 and 2 write, and Keras 3 still does: layers and weights in HDF5, or weights alone, whose layers are told by a text beside or, of those that the catalog has,
 * by the name of the file.
 */
export const kerasH5: BaseFormat = {
  name: 'Keras model (.h5)',
  match: ({ name, start }) => start.startsWith('\x89HDF') || /\.(h5|hdf5)$/i.test(name),
  trainsBase: true,
  async filesBeside(modelFile) {
    if ((await descriptionIn(await placeOf(modelFile))) !== undefined) return [];
    const name = nameBeside(modelFile);
    const beside = await stat(path.join(path.dirname(modelFile), name)).catch(() => undefined);
    return beside?.isFile() ? [{ names: [name], bytes: beside.size }] : [];
  },
  async open({ modelFile, beside }) {
    const place = await placeOf(modelFile);
    const text = beside[0]?.files[0]?.file;
    const description = text === undefined ? await descriptionIn(place) : await descriptionBeside(text);
    if (description !== undefined) {
      const opened = await openKerasNetwork(description, place);
      const says = await ownWordsIn(place);
      return { ...opened, ...(says === undefined ? {} : { says }) };
    }
    const published = publishedUnder(path.basename(modelFile));
    if (published !== undefined) return openPublishedWeights(published, place);
    const stem = nameBeside(modelFile).replace(/\.json$/, '');
    throw new TransferError(
      'base-format',
      `${modelFile} holds the weights of a network and does not say of which layers. Save the whole model with Keras ` +
        `(\`model.save("${stem}.keras")\`), or write what \`model.to_json()\` gives to ${stem}.json beside it.`,
    );
  },
};

async function placeOf(file: string): Promise<FileStretch> {
  return { file, start: 0, bytes: (await stat(file)).size };
}

/** What the file says of its own layers; undefined where it holds weights alone. */
function descriptionIn(place: FileStretch): Promise<KerasDescription | undefined> {
  return withHdf5(place, (file) => {
    const text = file.texts('', 'model_config')?.[0];
    // Files older than that attribute are of Keras 1.
    const version = file.texts('', 'keras_version')?.[0] ?? '1';
    if (text === undefined) return undefined;
    if (file.texts('', 'backend')?.[0] === 'theano') {
      throw new TransferError(
        'base-format',
        `${place.file} was written by Keras on Theano, whose kernels are turned round. Load and save the model with Keras on TensorFlow.`,
      );
    }
    return readDescription(text, version, place.file);
  });
}

/** What an exported model says of its classes and of how pictures are given to it; undefined where it says nothing. */
function ownWordsIn(place: FileStretch): Promise<unknown> {
  return withHdf5(place, (file) => {
    const text = file.texts('', 'transferDesigner')?.[0];
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  });
}

/** A file of weights and the text of its layers have mostly one name: `net.weights.h5` and `net.json`. */
function nameBeside(modelFile: string): string {
  return `${path.basename(modelFile).replace(/(\.weights)?\.\w+$/i, '')}.json`;
}

async function descriptionBeside(file: string): Promise<KerasDescription> {
  return readDescription((await readWholeFile(file, mostJson)).toString('utf8'), '', file);
}
