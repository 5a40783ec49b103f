import type { FolderFacts } from '../dataset-facts';
import { seededRandom } from './random';

export interface LabelledImage {
  /** Relative to the data set's folder, with `/`. */
  readonly file: string;
  /** The class, as its index in the list of classes. */
  readonly label: number;
}

export interface ImageSplit {
  readonly train: readonly LabelledImage[];
  readonly validation: readonly LabelledImage[];
}

export interface SplitRules {
  /** The share of each class's images for validation, in (0, 1); 0 where they have a folder of their own. */
  readonly validation: number;
  readonly seed: number;
  /** The group of each file that has one; left out: each image is one by itself. */
  readonly groups?: ReadonlyMap<string, string> | undefined;
}

/**
 * Splits the images so that each class has its share on both sides, and images of one group stay on one side.
 * Each image (or group) draws its place from the seed and its name: the files' order on disk does not matter,
 * and a new image moves few others across. Every class with two images (or groups) has one on each side, unless
 * groups that several classes share leave no way; a single one is trained on. Both lists are sorted by label
 * and file.
 */
export function splitImages(facts: FolderFacts, classes: readonly string[], rules: SplitRules): ImageSplit {
  const folders = new Map(facts.classes.map((folder) => [folder.name, folder.images]));
  const images = classes.flatMap((name, label) =>
    (folders.get(name) ?? [])
      .map(({ file }) => ({ file, label }))
      .sort((one, other) => compare(one.file, other.file)),
  );
  if (rules.validation <= 0) return { train: images, validation: [] };
  const chosen = chooseForValidation(
    groupsOf(images, rules),
    sizesOf(images, classes.length),
    rules.validation,
  );
  return {
    train: images.filter(({ file }) => !chosen.has(file)),
    validation: images.filter(({ file }) => chosen.has(file)),
  };
}

/** Images that stay together. */
interface Group {
  readonly name: string;
  readonly files: string[];
  /** How many images of each label it has. */
  readonly count: Map<number, number>;
  /** In [0, 1): groups are taken for validation from the lowest place on. */
  readonly place: number;
}

/** The groups in the order of their places. An image whose name has no group is one by itself. */
function groupsOf(images: readonly LabelledImage[], { groups: known, seed }: SplitRules): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { file, label } of images) {
    const found = known?.get(file);
    const name = found === undefined ? `image ${file}` : `group ${found}`;
    const group: Group = groups.get(name) ?? newGroup(name, seed);
    groups.set(name, group);
    group.files.push(file);
    group.count.set(label, (group.count.get(label) ?? 0) + 1);
  }
  return [...groups.values()].sort((one, other) => one.place - other.place || compare(one.name, other.name));
}

function newGroup(name: string, seed: number): Group {
  return { name, files: [], count: new Map(), place: seededRandom('split', seed, name)() };
}

function sizesOf(images: readonly LabelledImage[], classes: number): readonly number[] {
  const sizes = new Array<number>(classes).fill(0);
  for (const { label } of images) sizes[label]! += 1;
  return sizes;
}

/** Takes each group that brings the classes nearer to their counts; then one for each class that has none yet. */
function chooseForValidation(
  groups: readonly Group[],
  sizes: readonly number[],
  share: number,
): ReadonlySet<string> {
  const missing = sizes.map((images) => validationCount(images, share));
  const ofLabel: readonly Group[][] = sizes.map(() => []);
  for (const group of groups) for (const label of group.count.keys()) ofLabel[label]!.push(group);
  const groupsLeft = ofLabel.map((ofClass) => ofClass.length);
  const chosen = new Set<Group>();
  const leavesTraining = ({ count }: Group) => [...count.keys()].every((label) => groupsLeft[label]! > 1);
  const take = (group: Group) => {
    chosen.add(group);
    for (const [label, images] of group.count) {
      missing[label]! -= images;
      groupsLeft[label]! -= 1;
    }
  };
  const gain = ({ count }: Group) =>
    [...count].reduce((sum, [label, images]) => {
      const before = missing[label]!;
      return sum + Math.abs(before) - Math.abs(before - images);
    }, 0);
  for (const group of groups) if (gain(group) > 0 && leavesTraining(group)) take(group);
  for (const ofClass of ofLabel) {
    const first = ofClass.some((group) => chosen.has(group)) ? undefined : ofClass.find(leavesTraining);
    if (first !== undefined) take(first);
  }
  return new Set([...chosen].flatMap(({ files }) => files));
}

/** By UTF-16 units, so that the order is the same in every language setting. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * How many of a class's images (or groups of images) go to the validation side: the share, rounded, but at
 * least one on each side. A single one stays with the training images.
 */
export function validationCount(images: number, share: number): number {
  if (images < 2) return 0;
  return Math.min(images - 1, Math.max(1, Math.round(images * share)));
}
