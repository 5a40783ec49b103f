import path from 'node:path';
import { seededRandom, shuffle } from '../../design/images/random';
import type { KnownOddImages, OddImage, OddImages } from '../../design/odd-images';
import { TransferError } from '../../design/transfer-error';
import type { ImageToCheck } from '../../disk/images/image-check';
import { groupNames } from '../../disk/images/name-groups';
import type { LookAnswer, LookQuestion } from '../../shared/look-question';
import { imageCheckRequest } from '../project/check-images';
import { KeptOddImages, type OddLookup, oddLookup } from '../project/kept-odd-images';
import type { Project } from '../project/project';
import { askProcess } from './ask-process';
import type { RunLaunch } from './run-process';

/** So many images are compared at most, each with each, and so many values of all of them at a cut: half a gigabyte or so. */
export const mostCompared = { images: 5_000, values: 30_000_000 } as const;

/** What is being done, as people are told. */
export const lookStages = { images: 'images through the base', cuts: 'images compared' } as const;

type LookStage = keyof typeof lookStages;

const lookingProcess = {
  bundle: 'look',
  answer: 'answer',
  code: 'measure-impossible',
  nothing: 'Nothing was found out',
  name: 'the looking process',
} as const;

export interface LookOptions {
  /** Told what is being done, where it takes a while. */
  readonly onProgress?: (stage: LookStage, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Finds the odd ones among all images of a project, in a process of its own; what was found of the same images before is taken
 * from the project's folder. What somebody has decided about is left out.
 *
 * @throws TransferError `measure-impossible` where the project has no plan, or its images tell nothing; `base-…`, `engine`
 * @throws the signal's reason
 */
export async function lookAtProject(
  project: Project,
  launch: RunLaunch,
  options: LookOptions = {},
): Promise<KnownOddImages> {
  const lookup = oddLookup(project);
  if (lookup === undefined)
    throw new TransferError(
      'measure-impossible',
      'There is nothing to look at yet: the base has to be on this disk, and the images. Mend the errors in the file first.',
    );
  const kept = await KeptOddImages.of(project.folder, launch.installation);
  const before = await kept.read(lookup);
  if (before && !before.isStale) return before;
  const images = await imagesOf(project, lookup);
  const some = sampleOf(images, lookup);
  const answer = await askProcess<LookAnswer, LookStage>(
    lookingProcess,
    questionOf(project, lookup, some),
    launch,
    options,
  );
  const odd = oddImages(answer, project, lookup, { some, all: images.length });
  await kept.keep(lookup, odd);
  const decided = new Set(await kept.decidedIds());
  return { ...odd, findings: odd.findings.filter(({ id }) => !decided.has(id)), isStale: false };
}

async function imagesOf({ dataset }: Project, { plan }: OddLookup): Promise<readonly ImageToCheck[]> {
  if (!dataset?.train.found) return [];
  const { validation, groupBy } = plan.dataset;
  const splits = groupBy !== null && typeof validation === 'number';
  const groups = splits ? await groupNames(groupBy, dataset.train.facts) : undefined;
  return imageCheckRequest(plan, dataset, groups).images;
}

/** All, or of too many each class of each side its share, drawn by the plan's seed. */
function sampleOf(images: readonly ImageToCheck[], { cuts, plan }: OddLookup): readonly ImageToCheck[] {
  const widest = Math.max(1, ...cuts.map(({ features }) => features));
  const most = Math.min(mostCompared.images, Math.floor(mostCompared.values / widest));
  if (images.length <= most) return images;
  const parts = new Map<string, ImageToCheck[]>();
  for (const image of images) {
    const name = JSON.stringify([image.side, image.className]);
    const part = parts.get(name);
    if (part) part.push(image);
    else parts.set(name, [image]);
  }
  const share = most / images.length;
  return [...parts].flatMap(([name, part]) =>
    shuffle(part, seededRandom('looked', plan.training.seed, name)).slice(
      0,
      Math.max(1, Math.floor(part.length * share)),
    ),
  );
}

function questionOf(
  project: Project,
  { base, plan, cuts, compared, textures }: OddLookup,
  images: readonly ImageToCheck[],
): LookQuestion {
  const names = plan.dataset.classes;
  const labels = new Map(names.map((name, label) => [name, label]));
  return {
    ...{ base: base.modelFile, input: plan.base.input, cuts, compared, textures, names },
    classes: names.length,
    images: images.map(({ path: place, className }) => ({ path: place, label: labels.get(className) ?? 0 })),
    sides: images.map(({ side }) => side),
    cacheFolder: path.join(project.folder, '.transfer', 'features'),
  };
}

function oddImages(
  { findings, images, unreadable, told, beyond }: LookAnswer,
  { folder }: Project,
  { cut }: OddLookup,
  { some, all }: { readonly some: readonly ImageToCheck[]; readonly all: number },
): OddImages {
  const imageAt = (place: number): readonly OddImage[] => {
    const image = some[place];
    if (image === undefined) return [];
    const { className, side } = image;
    return [{ file: path.relative(folder, image.path).split(path.sep).join('/'), className, side }];
  };
  return {
    ...{ cut, images, of: all, unreadable, told, beyond },
    findings: findings.map((finding) => ({
      ...finding,
      images: finding.images.flatMap(imageAt),
      nearest: finding.nearest.flatMap(imageAt),
    })),
  };
}
