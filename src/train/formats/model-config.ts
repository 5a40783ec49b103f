import { stat } from 'node:fs/promises';
import path from 'node:path';
import { configNames, type FileGroup } from '../../disk/bases/base-look';
import { type Fields, isFields } from '../network/written-model';
import type { BaseFiles } from './base-format';
import { damaged } from './damaged-file';
import { readWholeFile } from './read-bytes';
import { type Said, saidByConfigs } from './stated-preprocessing';

/** In bytes: some kilobytes, with the names of many classes some hundred. */
const mostConfig = 1024 ** 2;

/** What tells a `config.json` of timm's or transformers' from one of another program. */
const tellingKeys: readonly string[] = [
  'architecture',
  'architectures',
  'model_type',
  'pretrained_cfg',
  'id2label',
];

/**
 * The files beside a base's first one that say how it takes pictures, as those of the Hugging Face hub have them.
 * @throws TransferError `base-…` where one is there and can't be read
 */
export async function configsBeside(modelFile: string): Promise<readonly FileGroup[]> {
  const groups: FileGroup[] = [];
  for (const name of configNames) {
    const file = path.join(path.dirname(modelFile), name);
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile() || name === path.basename(modelFile)) continue;
    if (isOfModel(name, await configIn(file))) groups.push({ names: [name], bytes: facts.size });
  }
  return groups;
}

/** What those of a base's files say; undefined where there are none. */
export async function configsSay({ configs }: BaseFiles): Promise<Said | undefined> {
  const read = new Map<string, Fields>();
  for (const { file } of configs.flatMap(({ files }) => files))
    read.set(path.basename(file), await configIn(file));
  if (read.size === 0) return undefined;
  return saidByConfigs(read.get('config.json') ?? {}, read.get('preprocessor_config.json'));
}

function isOfModel(name: string, config: Fields): boolean {
  return name !== 'config.json' || tellingKeys.some((key) => key in config);
}

async function configIn(file: string): Promise<Fields> {
  const text = (await readWholeFile(file, mostConfig)).toString('utf8');
  try {
    const json: unknown = JSON.parse(text);
    if (isFields(json)) return json;
  } catch {
    // As one that is no object.
  }
  throw damaged(file, 'it is no JSON of settings, which the weights beside it need');
}
