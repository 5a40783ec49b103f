import type { FolderFacts } from '../dataset-facts';

/** Where the folders of the classes are, when they are not directly in the folder that was named. */
export type FolderLayout =
  /** Somebody has split the images already. Folders are relative to the one that was named, with `/`. */
  | {
      readonly kind: 'split';
      readonly train: string;
      readonly validation?: string;
      readonly test?: string;
    }
  /** All lies in a folder of that folder. */
  | { readonly kind: 'deeper'; readonly path: string; readonly classes: readonly string[] }
  /** Each class has its own folders for training and so on. */
  | { readonly kind: 'split inside classes'; readonly parts: readonly string[] }
  /** No folders, and a table beside the images that may hold the labels. */
  | { readonly kind: 'table'; readonly table: string; readonly images: number }
  /** The folders of classes hold folders that may be the classes. */
  | { readonly kind: 'nested'; readonly classes: readonly string[] };

const ending = '([ _-]?(set|data|images?|imgs?|pics))?$';
const training = new RegExp(`^train(ing)?${ending}`, 'i');
const validating = new RegExp(`^(val(id|idation)?|dev|eval(uation)?)${ending}`, 'i');
const testing = new RegExp(`^tests?(ing)?${ending}`, 'i');

/** Tells usual layouts by names alone; undefined where the folders are classes themselves. */
export function folderLayout(facts: FolderFacts): FolderLayout | undefined {
  const folders: Folder[] = facts.classes
    .filter(({ images }) => images.length > 0)
    .map(({ name, images }) => ({ name, files: images.map(({ file }) => file.split('/').slice(1)) }));
  const [table] = facts.tables ?? [];
  const images = facts.looseImages + folders.reduce((sum, { files }) => sum + files.length, 0);
  // One folder of files, at hand or one deeper, is no set of classes; the labels must be elsewhere.
  const isFlat = folders.length + Math.min(1, facts.looseImages) === 1 && !folders.some(isHollow);
  if (table !== undefined && images > 0 && isFlat) return { kind: 'table', table, images };
  if (facts.looseImages > 0) return undefined;
  return layoutOf(folders, '');
}

interface Folder {
  readonly name: string;
  /** The steps to each image from it on. */
  readonly files: readonly (readonly string[])[];
}

function layoutOf(folders: readonly Folder[], above: string): FolderLayout | undefined {
  const split = splitOf(folders, above);
  if (split) return split;
  const [only] = folders;
  if (only && folders.length === 1) {
    if (!isHollow(only)) return undefined;
    const inner = insideOf(only);
    const path = `${above}${only.name}`;
    const deeper = layoutOf(inner, `${path}/`);
    if (deeper?.kind === 'split' || deeper?.kind === 'deeper') return deeper;
    return inner.length < 2 ? undefined : { kind: 'deeper', path, classes: inner.map(({ name }) => name) };
  }
  return above === '' ? (splitInside(folders) ?? nested(folders)) : undefined;
}

/**
 * `train`, beside it `val` or `test`, and the folders of the classes in each. Pictures of no class, as some hand on for
 * tests, are left out.
 */
function splitOf(folders: readonly Folder[], above: string): FolderLayout | undefined {
  const only = (name: RegExp) => {
    const found = folders.filter((folder) => name.test(folder.name));
    return found.length === 1 ? found[0] : undefined;
  };
  const [train, validation, test] = [only(training), only(validating), only(testing)];
  const parts = [train, validation, test].filter((part) => part !== undefined);
  if (train === undefined || parts.length !== folders.length || !isHollow(train)) return undefined;
  return {
    kind: 'split',
    train: `${above}${train.name}`,
    ...(validation && isHollow(validation) ? { validation: `${above}${validation.name}` } : {}),
    ...(test && isHollow(test) ? { test: `${above}${test.name}` } : {}),
  };
}

function splitInside(folders: readonly Folder[]): FolderLayout | undefined {
  if (folders.length < 2 || !folders.every(isHollow)) return undefined;
  const parts = new Set(folders.flatMap((folder) => insideOf(folder).map(({ name }) => name)));
  const isPart = (name: string) => training.test(name) || validating.test(name) || testing.test(name);
  const trains = folders.every((folder) => insideOf(folder).some(({ name }) => training.test(name)));
  if (!trains || parts.size < 2 || ![...parts].every(isPart)) return undefined;
  return { kind: 'split inside classes', parts: [...parts].sort() };
}

/** Folders that come back in several classes (years, cameras) or are numbered are no classes. */
function nested(folders: readonly Folder[]): FolderLayout | undefined {
  if (folders.length < 2 || !folders.every(isHollow)) return undefined;
  const names = folders.flatMap((folder) => insideOf(folder).map(({ name }) => name));
  const isOrdinary = (name: string) => /^[\d _.-]*$/.test(name);
  const several = folders.every((folder) => insideOf(folder).length > 1);
  if (!several || new Set(names).size < names.length || names.some(isOrdinary)) return undefined;
  return { kind: 'nested', classes: names };
}

/** Whether all images of a folder lie in folders of it. */
function isHollow({ files }: Folder): boolean {
  return files.every((steps) => steps.length > 1);
}

function insideOf({ files }: Folder): readonly Folder[] {
  const inner = new Map<string, (readonly string[])[]>();
  for (const [name = '', ...rest] of files) {
    const known = inner.get(name);
    if (known) known.push(rest);
    else inner.set(name, [rest]);
  }
  return [...inner].map(([name, of]) => ({ name, files: of }));
}
