import type { Suggestion } from '../design/advice/suggestion';
import type { DatasetFacts, FolderFacts, FolderLook } from '../design/dataset-facts';
import type { DesignedDataset } from '../design/design';
import { countText } from '../design/words/wording';
import { trainedOn } from '../language/trained-on';
import { evenly } from '../launch/project/evenly';
import type { ImageCheckState } from '../launch/project/image-checks';
import type { ImageFindings } from '../launch/project/image-findings';
import type { Project } from '../launch/project/project';
import type { LookState } from '../launch/runs/looks';
import type {
  PanelClass,
  PanelImageCheck,
  PanelPictures,
  PanelSimilarity,
  PanelTrainedOn,
} from '../shared/panel-messages';
import { panelOddPictures } from './panel-odd-pictures';

export interface PictureInputs {
  readonly project: Project;
  readonly restricted: string | null;
  /** Undefined where no check can be made. */
  readonly check: ImageCheckState | undefined;
  /** Undefined where no look goes on. */
  readonly looking: LookState | undefined;
  /** The address by which the panel may load a picture that comes along with the bases, given its path below their folder. */
  readonly sheetAddress: (file: string) => string;
}

/** Kinds of a base that are named; more are only counted. */
const mostKinds = 12;

/** The user's pictures beside those of the base; null where no images are known. */
export function panelPictures(inputs: PictureInputs): PanelPictures | null {
  const { project, check, restricted } = inputs;
  const { dataset, result } = project;
  if (!dataset || !result.dataset) return null;
  return {
    look: lookOf(dataset),
    notShown:
      restricted === null ? null : 'Pictures are decoded, and shown, only in a workspace that is trusted.',
    classes: classesOf(
      dataset,
      result.dataset.classes,
      check?.kind === 'checked' ? check.findings : undefined,
    ),
    check: imageCheck(check, restricted !== null),
    odd: panelOddPictures(project, inputs.looking, restricted !== null),
    trainedOn: trainedOnOf(inputs),
    similarity: similarityOf(project.parsed.config.dataset.similarity, result.suggestion),
  };
}

let looks = 0;
const numbers = new WeakMap<DatasetFacts, number>();

function lookOf(dataset: DatasetFacts): number {
  const known = numbers.get(dataset);
  if (known !== undefined) return known;
  looks += 1;
  numbers.set(dataset, looks);
  return looks;
}

type Counts = DesignedDataset['classes'];

/** The list of the last views: while somebody types it stays the same object, and is not compared class by class. */
const lists = new WeakMap<
  DatasetFacts,
  {
    readonly counts: Counts;
    readonly findings: ImageFindings | undefined;
    readonly list: readonly PanelClass[];
  }
>();

function classesOf(
  dataset: DatasetFacts,
  counts: Counts,
  findings: ImageFindings | undefined,
): readonly PanelClass[] {
  const known = lists.get(dataset);
  if (known && known.findings === findings && isSame(known.counts, counts)) return known.list;
  const byName = new Map<string, number>();
  for (const look of [dataset.train, dataset.validation, dataset.test])
    for (const name of unreadableByName(look)) byName.set(name, (byName.get(name) ?? 0) + 1);
  const list = counts.map(({ name, images }) => ({
    ...{ name, images },
    unreadable: (byName.get(name) ?? 0) + (findings?.unreadable.get(name) ?? 0),
    copies: findings?.copies.get(name) ?? 0,
  }));
  lists.set(dataset, { counts, findings, list });
  return list;
}

function isSame(one: Counts, other: Counts): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, images }, index) => other[index]?.name === name && other[index].images === images)
  );
}

const reasons: ReadonlySet<FolderFacts['oddFiles'][number]['reason']> = new Set([
  'empty',
  'missing',
  'unsupported format',
  'unreadable',
]);

/** The classes of pictures that can't be read by what their names and sizes say, one for each. */
function unreadableByName(look: FolderLook | undefined): readonly string[] {
  const odd = look?.found ? look.facts.oddFiles : [];
  return odd
    .filter(({ file, reason, class: listed }) => reasons.has(reason) && (listed || file.includes('/')))
    .map(({ file, class: listed }) => listed ?? file.slice(0, file.indexOf('/')).normalize('NFC'));
}

function imageCheck(check: ImageCheckState | undefined, isRestricted: boolean): PanelImageCheck {
  const unknown = { state: 'unknown', done: null, found: [], canBegin: false } as const;
  const notYet = 'Which pictures can’t be read or are there twice is not known';
  if (isRestricted) return { ...unknown, words: `${notYet}: they are not decoded here.` };
  switch (check?.kind) {
    case undefined:
      return { ...unknown, words: `${notYet} before there is a plan.` };
    case 'unknown':
      return { ...unknown, words: `${notYet} yet.`, canBegin: check.images > 0 };
    case 'failed':
      return { ...unknown, words: check.message, canBegin: true };
    case 'checking': {
      const { done, images } = check;
      const words = `Checking ${countText(images, 'picture')}: can each be read, is any there twice?`;
      return { ...unknown, state: 'checking', words, done: images > 0 ? done / images : null };
    }
    case 'checked': {
      const { words, found } = check.findings;
      return { ...unknown, state: 'checked', words, found };
    }
  }
}

function trainedOnOf({ project, sheetAddress }: PictureInputs): PanelTrainedOn | null {
  const known = trainedOn(project);
  if (!known) return null;
  const { words, classes, sheet } = known;
  return {
    words,
    classes: evenly(classes, mostKinds),
    classCount: classes.length,
    sheet: sheet ? { ...sheet, address: sheetAddress(sheet.file) } : null,
  };
}

function similarityOf(
  stated: Suggestion['similarity'] | 'auto' | undefined,
  suggestion: Suggestion | undefined,
): PanelSimilarity {
  if (stated === 'similar' || stated === 'different')
    return {
      declared: stated,
      words: `The file says that they are ${stated}. Press again to leave it open.`,
    };
  const measured = suggestion?.similaritySource === 'measured';
  if (!suggestion) return { declared: null, words: 'The file says neither.' };
  return {
    declared: null,
    words: measured
      ? `The file says neither; by what was measured they are ${suggestion.similarity}.`
      : `The file says neither; ${suggestion.similarity} is assumed.`,
  };
}
