import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { factsOf } from '../../design/base/graph-facts';
import { folderOfImages } from '../../design/image-list';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { meantOr } from '../../design/words/wording';
import { sha256OfFiles } from '../../disk/files/sha256-of-files';
import { readRunRecord } from '../../disk/runs/run-folder';
import type { PanelChannelPictures } from '../../shared/panel-seen';
import type {
  ChannelPictures,
  Evidence,
  LayerMaps,
  LayerPlace,
  SeenLayer,
  SeeQuestion,
} from '../../shared/seen';
import { channelPicturesCheck, evidenceCheck, layerMapsCheck } from '../../shared/seen-checks';
import type { Check } from '../../shared/value-checks';
import { KeptLooks } from '../project/kept-looks';
import { type MeasurementLookup, measurementLookup } from '../project/kept-measurement';
import type { Project } from '../project/project';
import { askProcess } from './ask-process';
import { sampleOf } from './measure-project';
import type { RunLaunch } from './run-process';

/** So many of one's own pictures are looked at for those that excite a channel most. */
export const seenPictures = 200;

const seeingProcess = {
  bundle: 'see',
  answer: 'seen',
  code: 'see-impossible',
  nothing: 'Nothing was seen',
  name: 'the process that looks into the network',
  // For a base that computes a picture in a tenth of a second, ten times what the pictures of a channel take.
  seconds: 200,
  endsWithUs: true,
} as const;

export interface SeeOptions {
  /** The folder of a run whose network is looked into; the base before any training where it is left out. */
  readonly runFolder?: string;
  /** Told how many pictures were looked at, where it takes a while. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * What a layer of a project's base, or of a run's network, makes of a picture, computed in a process of its own; what was computed
 * before is taken from the project's folder.
 *
 * @param picture absolute
 * @throws TransferError `see-impossible` where there is no such layer, or no plan; `unreadable-image`, `base-…`, `engine`; of a run
 *   `no-model`, `model-changed`, `run-record`
 * @throws the signal's reason
 */
export async function seeLayer(
  project: Project,
  layer: string,
  picture: string,
  launch: RunLaunch,
  options: SeeOptions = {},
): Promise<LayerMaps> {
  const { place, by } = await placeOf(project, layer, options.runFolder);
  const question: SeeQuestion = { about: 'maps', place, picture };
  return kept(project.folder, [...by, await hashOf(picture)], question, layerMapsCheck, launch, options);
}

/**
 * The pictures of a project that excite a channel of a layer most, among a sample of those that train by its file.
 *
 * @throws as `seeLayer`
 */
export async function seeChannel(
  project: Project,
  layer: string,
  channel: number,
  launch: RunLaunch,
  options: SeeOptions = {},
): Promise<PanelChannelPictures> {
  const { plan, key } = lookupOf(project);
  const { place, by } = await placeOf(project, layer, options.runFolder);
  const images = await sampleOf(project, plan, seenPictures);
  const question: SeeQuestion = {
    ...{ about: 'pictures', place, channel },
    pictures: images.map((image) => image.path),
    cacheFolder: path.join(project.folder, '.transfer', 'features'),
  };
  const found: ChannelPictures = await kept(
    project.folder,
    [key, ...by, channel],
    question,
    channelPicturesCheck,
    launch,
    options,
  );
  const pictures = found.pictures.flatMap((one) => {
    const image = images[one.index];
    if (image === undefined) return [];
    const file = path.relative(folderOfImages(plan.dataset.path), image.path).split(path.sep).join('/');
    return [{ ...one, file, className: plan.dataset.classes[image.label] ?? '' }];
  });
  return { ...found, pictures };
}

/**
 * Where in a picture the answer of a run's model comes from.
 *
 * @param picture absolute
 * @throws TransferError `no-model`, `model-changed`, `run-record`, `unreadable-image`, `engine`; `see-impossible` where the
 *   network has no layer with places
 * @throws the signal's reason
 */
export async function seeEvidence(
  projectFolder: string,
  runFolder: string,
  picture: string,
  launch: RunLaunch,
  options: SeeOptions = {},
): Promise<Evidence> {
  const { result } = await readRunRecord(runFolder);
  const question: SeeQuestion = { about: 'evidence', runFolder: path.resolve(runFolder), picture };
  const by = [result?.files, await hashOf(picture)];
  return kept(projectFolder, by, question, evidenceCheck, launch, options);
}

function lookupOf(project: Project): MeasurementLookup {
  const lookup = measurementLookup(project);
  if (lookup !== undefined) return lookup;
  throw impossible(
    'There is nothing to look at yet: the base has to be on this disk, and the images. Mend the errors in the file first.',
  );
}

/** Where a layer is, and all that its answers depend on but the picture. */
async function placeOf(
  project: Project,
  layer: string,
  runFolder: string | undefined,
): Promise<{ readonly place: LayerPlace; readonly by: readonly unknown[] }> {
  if (runFolder !== undefined) {
    const { plan, result } = await readRunRecord(runFolder);
    const names = plan.layers.map(({ name }) => name);
    if (!names.includes(layer))
      throw noLayer(layer, names, "The run's network", `It was cut at \`${plan.cut}\`.`);
    return { place: { runFolder: path.resolve(runFolder), layer }, by: [result?.files ?? null, layer] };
  }
  const { base, plan } = lookupOf(project);
  const { input } = plan.base;
  const seen = seenLayer(project, layer);
  return { place: { base: base.modelFile, input, layer: seen }, by: [base.fingerprint, input, seen] };
}

/** @throws TransferError `see-impossible` where the base has no such layer */
function seenLayer({ graph }: Project, name: string): SeenLayer {
  const facts = graph && factsOf(graph);
  const layer = facts?.layer.get(name);
  if (layer === undefined) {
    const names = graph?.layers.map((one) => one.name) ?? [];
    throw noLayer(name, names, 'The base', 'The layers are listed in the Designer.');
  }
  const shape = layer.outputShape.filter((edge) => edge !== null);
  if (layer.inbound.length === 0)
    throw impossible(`\`${name}\` is the picture itself. Choose a layer behind it.`);
  if (shape.length < layer.outputShape.length || shape.length === 0)
    throw impossible(
      `\`${name}\` has no shape of its own before pictures have a size. State \`base.input.size\`.`,
    );
  return { name, shape, ...(layer.channelsFirst ? { channelsFirst: true } : {}) };
}

/** @param otherwise what is said where no other layer is called nearly so */
function noLayer(name: string, names: readonly string[], network: string, otherwise: string): TransferError {
  return impossible(`${network} has no layer \`${name}\`. ${meantOr(nearestName(name, names), otherwise)}`);
}

function impossible(message: string): TransferError {
  return new TransferError('see-impossible', message);
}

/** Larger files are not worth to be known again. */
const mostBytes = 256 * 1024 ** 2;

/** @returns null where it can't be read: whoever decodes it says why */
async function hashOf(picture: string): Promise<string | null> {
  try {
    const facts = await stat(picture);
    return facts.isFile() && facts.size <= mostBytes ? await sha256OfFiles([picture]) : null;
  } catch {
    return null;
  }
}

/** @param by all that the answer depends on; a null in it says that it can't be known again */
async function kept<Answer>(
  projectFolder: string,
  by: readonly unknown[],
  question: SeeQuestion,
  check: Check,
  launch: RunLaunch,
  options: SeeOptions,
): Promise<Answer> {
  const looks = by.includes(null) ? undefined : await KeptLooks.of(projectFolder, launch.installation);
  const key = createHash('sha256')
    .update(JSON.stringify([question.about, ...by]))
    .digest('hex');
  const before = await looks?.read(key);
  if (before !== undefined) return before as Answer;
  const answer = await ask(question, check, launch, options);
  await looks?.keep(key, answer);
  return answer as Answer;
}

async function ask(
  question: SeeQuestion,
  check: Check,
  launch: RunLaunch,
  { onProgress, signal }: SeeOptions,
): Promise<unknown> {
  const seen = await askProcess<unknown, 'pictures'>(seeingProcess, question, launch, {
    onProgress: (_, done, total) => onProgress?.(done, total),
    signal,
  });
  const wrong = check(seen, '');
  if (wrong !== undefined)
    throw impossible(`Nothing was seen: ${seeingProcess.name} gave no proper answer (${wrong}).`);
  return seen;
}
