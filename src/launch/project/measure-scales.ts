import { createHash } from 'node:crypto';
import path from 'node:path';
import { isScaleMeasured } from '../../design/base/default-scale';
import { fitLimits } from '../../design/base/scale-fit';
import type { FolderFacts, ImageFile } from '../../design/dataset-facts';
import { folderOfImages } from '../../design/image-list';
import type { ScaleMeasurement } from '../../design/scale-measurement';
import type { LocatedBase } from '../../disk/bases/base-look';
import type { ScaleQuestion } from '../../shared/scale-question';
import { packageVersion } from '../programs/installation';
import { evenly } from './evenly';
import { askForScales } from './inspect-base';
import { KeptJson } from './kept-json';
import type { Project, ProjectOptions } from './project';

/** What is to be found out of a project, and what it depends on, as a name for it. */
export interface ScaleLookup {
  readonly key: string;
  readonly base: LocatedBase;
  readonly question: ScaleQuestion;
}

/** More than are looked at: some may be unreadable. */
const mostImages = 24;

/**
 * What to ask of the base and the pictures of a project.
 * @returns undefined where the base says itself how pixels are scaled, or there is no base, or too few pictures, to ask about
 */
export function scaleLookup({
  parsed: { config },
  base,
  graph,
  dataset,
  result: { network },
}: Project): ScaleLookup | undefined {
  const input = network?.input;
  if (!base || !graph || !input || !isScaleMeasured(graph) || !dataset?.train.found) return undefined;
  const { facts } = dataset.train;
  const images = someImages(facts, config.dataset.classes);
  if (images.length < fitLimits.pictures) return undefined;
  const stated = config.base?.input.scale;
  const question = {
    images: images.map(({ file }) => path.join(folderOfImages(facts.path), ...file.split('/'))),
    size: input.size,
    resize: input.resize,
    ...(typeof stated === 'object' ? { stated } : {}),
  };
  const bytes = images.map((image) => image.bytes);
  const hash = createHash('sha256').update(JSON.stringify([base.fingerprint, question, bytes]));
  return { key: hash.digest('hex'), base, question };
}

/** A few images of every class, or of as many classes, taken evenly; one of each first. */
function someImages({ classes }: FolderFacts, named: readonly string[] | undefined): readonly ImageFile[] {
  const used = classes.filter(({ name, images }) => images.length > 0 && (named?.includes(name) ?? true));
  const some = evenly(used, mostImages);
  const ofEach = some.map(({ images }) => evenly(images, Math.ceil(mostImages / some.length)));
  return Array.from({ length: mostImages }, (_, round) =>
    ofEach.flatMap((images) => images.slice(round, round + 1)),
  )
    .flat()
    .slice(0, mostImages);
}

/**
 * The measurement that was kept in the project's folder, else a new one.
 * @returns undefined where nothing can be told
 * @throws the signal's reason
 */
export async function findScales(
  { key, base, question }: ScaleLookup,
  projectFolder: string,
  options: Pick<ProjectOptions, 'installation' | 'node' | 'signal' | 'onMeasure'>,
): Promise<ScaleMeasurement | undefined> {
  const version = await packageVersion(options.installation);
  const kept = new KeptJson(path.join(projectFolder, '.transfer', 'scales'), 'scales', version);
  const name = `${key}.json`;
  const before = (await kept.read(name)) as Omit<ScaleMeasurement, 'fingerprint'> | null | undefined;
  if (before === undefined) options.onMeasure?.();
  const scales = before === undefined ? await askForScales(base.modelFile, question, options) : before;
  if (before === undefined && scales !== undefined) await kept.keep(name, scales);
  return scales ? { ...scales, fingerprint: base.fingerprint } : undefined;
}
