import { type HubReference, hubText } from '../../design/hub-reference';
import { TransferError } from '../../design/transfer-error';
import { listed } from '../../design/words/wording';
import type { PublishedFile } from './base-download';

/** A file of a repository, as the hub lists it. */
export interface HubFile extends PublishedFile {
  /** From the repository's folder on, with `/`. */
  readonly path: string;
}

/**
 * What a base's first file is called in a repository, the likeliest first: what can train before what only runs, whole
 * models before weights. `tf_model.h5` is what transformers saves, in which no layers are named.
 */
const kinds: readonly RegExp[] = [
  /^model\.json$/,
  /^[^/]+\.keras$/,
  /^(?!tf_model\.h5$)[^/]+\.h5$/,
  /^model\.safetensors$/,
  /^[^/]+\.safetensors$/,
  /^(onnx\/)?model\.onnx$/,
  /^[^/]+\.onnx$/,
  /^pytorch_model\.bin$/,
  /^[^/]+\.(pth|pt)$/,
];

/**
 * The file of a repository that is the base, or the base's first: the one that the reference names, else one of the
 * names that models have.
 * @param config reads a file of settings
 * @throws TransferError `base-missing` where there is none; `base-format` where there are several
 */
export async function chosenFile(
  reference: HubReference,
  files: readonly HubFile[],
  config: (path: string) => Promise<unknown>,
): Promise<HubFile> {
  const { path: named } = reference;
  const exact = files.find(({ path }) => path === named);
  if (exact !== undefined) return exact;
  const folder = named === undefined ? '' : `${named.replace(/\/$/, '')}/`;
  const inFolder = files.filter(({ path }) => path.startsWith(folder));
  const fitting = kinds
    .map((kind) => inFolder.filter(({ path }) => kind.test(path.slice(folder.length))))
    .filter((found) => found.length > 0);
  const onnx = fitting.find(([one]) => one?.path.endsWith('.onnx'));
  const [first] = fitting;
  const isBetterRun = first?.[0]?.path.endsWith('.safetensors') && onnx !== undefined;
  const found = isBetterRun && !(await hasTimmConfig(folder, files, config)) ? onnx : first;
  const [one, ...others] = found ?? [];
  if (one !== undefined && others.length === 0) return one;
  const where = hubText({ ...reference, path: '…' });
  if (one !== undefined) {
    throw new TransferError(
      'base-format',
      `${hubText(reference)} holds several models, ${pathsIn(found ?? [])}. Name one of them: ${where}.`,
    );
  }
  throw new TransferError(
    'base-missing',
    `${hubText(reference)} holds no model that can be a base${named === undefined ? '' : ` at ${named}`}: there are ${pathsIn(files)}. Name the file of one, ${where}, or choose another repository.`,
  );
}

/** timm's weights are of a network that is known by its tensors; those of transformers mostly are not. */
async function hasTimmConfig(
  folder: string,
  files: readonly HubFile[],
  config: (path: string) => Promise<unknown>,
): Promise<boolean> {
  const path = `${folder}config.json`;
  if (!files.some((file) => file.path === path)) return true;
  return typeof ((await config(path)) as { architecture?: unknown } | null)?.architecture === 'string';
}

function pathsIn(files: readonly HubFile[]): string {
  return listed(
    files.map(({ path }) => path.slice(0, 80)),
    8,
  );
}
