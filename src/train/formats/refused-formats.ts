import path from 'node:path';
import { isNamedAs, unreadableBases } from '../../design/unreadable-bases';
import type { FileStart, RefusedFormat } from './base-format';
import { isPyTorchArchive } from './pytorch-archive';

/** Those that the text's own check knows by their names. */
export const namedFormats: readonly RefusedFormat[] = unreadableBases.map((known) => ({
  name: known.name,
  ...(known.inFolder === undefined ? {} : { inFolder: known.inFolder }),
  match: ({ name }) => isNamedAs(known, name),
  refusal: (modelFile) => `${modelFile} can't be a base. ${known.say(path.basename(modelFile))}`,
}));

export const emptyFile: RefusedFormat = {
  name: 'empty file',
  match: ({ start }) => start === '',
  refusal: (modelFile) => `${modelFile} is empty. Get the file again.`,
};

export const webPage: RefusedFormat = {
  name: 'web page',
  match: ({ start }) => /^\s*<[!?a-z]/i.test(start),
  refusal: (modelFile) =>
    `${modelFile} is a web page, not a model. Give the address of the file itself (often called "raw" or "download").`,
};

export const largeFilePointer: RefusedFormat = {
  name: 'Git LFS pointer',
  match: ({ start }) => start.startsWith('version https://git-lfs'),
  refusal: (modelFile) =>
    `${modelFile} is a Git LFS pointer, not the model. Run \`git lfs pull\` where it came from.`,
};

/** What Keras has written since 2.12. Before, it wrote HDF5 by this name too. */
export function isKerasArchive({ name, start }: FileStart): boolean {
  const isArchive = start.startsWith('PK\x03\x04') && start.includes('metadata.json');
  return isArchive || (/\.keras$/i.test(name) && !start.startsWith('\x89HDF'));
}

export const zipArchive: RefusedFormat = {
  name: 'ZIP archive',
  match: (file) =>
    file.start.startsWith('PK\x03\x04') && !isPyTorchArchive(file.start) && !isKerasArchive(file),
  refusal: (modelFile) =>
    `${modelFile} is a ZIP archive. Unpack it, or convert what is in it to a TF.js LayersModel.`,
};

export const graphModel: RefusedFormat = {
  name: 'TF.js GraphModel',
  match: ({ start }) =>
    /^[^{]{0,20}\{\s*("format"\s*:\s*"graph-model"|"modelTopology"\s*:\s*\{\s*"node")/.test(start),
  refusal: (modelFile) =>
    `${modelFile} is a TF.js GraphModel, whose layers can't be cut or trained. ` +
    'Convert the original model again with --output_format=tfjs_layers_model.',
};
