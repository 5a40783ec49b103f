import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { BaseProblem } from '../../../disk/bases/base-problem';
import { type KerasDescription, readDescription } from './description';
import { type Hdf5Place, withHdf5 } from './hdf5-file';
import { openKerasNetwork } from './keras-network';

/** In bytes: as much as a model.json may have. */
const mostJson = 32 * 1024 ** 2;

export async function openKerasH5(modelFile: string, besideFile?: string) {
  const place = { file: modelFile, start: 0, bytes: (await stat(modelFile)).size };
  const inside = await descriptionIn(place);
  const description = inside ?? (besideFile === undefined ? undefined : await descriptionBeside(besideFile));
  if (description === undefined) throw onlyWeights(modelFile);
  return openKerasNetwork(description, place);
}

/** What the file says of its own layers; undefined where it holds weights alone. */
export function descriptionIn(place: Hdf5Place): Promise<KerasDescription | undefined> {
  return withHdf5(place, (file) => {
    const text = file.texts('', 'model_config')?.[0];
    const version = file.texts('', 'keras_version')?.[0] ?? '';
    return text === undefined ? undefined : readDescription(text, version, place.file);
  });
}

/** A file of weights, and the text that `model.to_json()` gives, have mostly one name. */
export function nameBeside(modelFile: string): string {
  return `${path.basename(modelFile).replace(/(\.weights)?\.\w+$/i, '')}.json`;
}

async function descriptionBeside(file: string): Promise<KerasDescription> {
  if ((await stat(file)).size > mostJson) {
    throw new BaseProblem(
      'base-format',
      `${file} is too long to describe a network. Save it again with \`model.to_json()\`.`,
    );
  }
  return readDescription(await readFile(file, 'utf8'), '', file);
}

function onlyWeights(modelFile: string): BaseProblem {
  return new BaseProblem(
    'base-format',
    `${modelFile} holds the weights of a network and does not say of which layers. Save the whole model with Keras ` +
      `(\`model.save("${path.basename(modelFile).replace(/(\.weights)?\.\w+$/i, '')}.keras")\`), or write what \`model.to_json()\` gives to ${nameBeside(modelFile)} beside it.`,
  );
}
