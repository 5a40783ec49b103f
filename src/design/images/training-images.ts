import type { ClassFacts, FolderFacts, FolderLook, MissedFolder } from '../dataset-facts';
import type { ParsedFile } from '../parsed-file';
import type { Report } from '../problems/report';
import { nearestName } from '../words/nearest-name';
import { counted, listed, named } from '../words/wording';
import { reportLayout } from './layout-advice';

export interface ClassCount {
  readonly name: string;
  readonly images: number;
}

export interface TrainingImages {
  /** The folder, absolute. */
  readonly path: string;
  /** In the order of the softmax's units; each has an image at least. */
  readonly classes: readonly ClassCount[];
  readonly images: number;
}

/** Notes a folder that the file names and that could not be looked into, at its key of `dataset`. */
export function reportMissed(
  name: string,
  key: 'path' | 'validation' | 'test',
  look: MissedFolder,
  report: Report,
): void {
  const at = `\`dataset.${key}\``;
  const place = ['dataset', key];
  const folder = `The ${name} folder ${look.path}`;
  if (look.reason === 'outside') {
    report(
      'folder-not-looked-at',
      place,
      `${folder} lies outside of this workspace, which is not trusted, so nobody has looked into it. Trust the workspace, or open the folder with it.`,
    );
    return;
  }
  if (look.reason === 'too large') {
    report(
      'folder-too-large',
      place,
      `${folder} holds ${look.detail}, too much for a set of images. Name the folder with one folder per class in ${at}.`,
    );
    return;
  }
  const code = key === 'path' ? 'dataset-not-found' : (`${key}-not-found` as const);
  report(code, place, `${folder} ${missedHow(look, at)}`);
}

function missedHow({ reason, detail }: MissedFolder, at: string): string {
  if (reason === 'missing') return `does not exist. Make it, or correct the path in ${at}.`;
  if (reason === 'not a folder')
    return `is not a folder. Name the folder that holds one folder per class in ${at}.`;
  if (reason === 'machine failure') return `could not be looked through. ${detail}`;
  return `can't be read. Check its permissions, or the path in ${at}.`;
}

/**
 * The classes to train and how many images each has, from the file's list or else the folders, sorted.
 *
 * @returns undefined if the folder could not be looked into, or the classes are not in it; with no classes if there is
 *   nothing in it
 */
export function trainingImages(
  file: ParsedFile,
  look: FolderLook,
  report: Report,
): TrainingImages | undefined {
  if (!look.found) {
    reportMissed('image', 'path', look, report);
    return undefined;
  }
  const { facts } = look;
  const isElsewhere = reportLayout(file, facts, report);
  reportStrayFiles(facts, isElsewhere, report);
  if (isElsewhere) return undefined;
  const folders = chosenFolders(file, facts, report);
  const classes = folders
    .filter(({ images }) => images.length > 0)
    .map(({ name, images }) => ({ name, images: images.length }));
  const images = classes.reduce((sum, one) => sum + one.images, 0);
  if (images === 0) reportEmpty(facts, report);
  else if (classes.length === 1) reportOneClass(file, classes, report);
  return { path: facts.path, classes, images };
}

function chosenFolders(file: ParsedFile, facts: FolderFacts, report: Report): readonly ClassFacts[] {
  const list = file.config.dataset.classes;
  const folders = list === undefined ? facts.classes : listedFolders(list, facts, report);
  const empty = folders.filter(({ images }) => images.length === 0).map(({ name }) => name);
  if (empty.length > 0 && empty.length < folders.length) {
    report(
      'class-without-images',
      list === undefined ? ['dataset', 'path'] : ['dataset', 'classes'],
      `${empty.length === 1 ? 'The class folder' : 'The class folders'} ${named(empty)} of ${facts.path} ` +
        `${empty.length === 1 ? 'has' : 'have'} no images and ${empty.length === 1 ? 'is' : 'are'} left out. ` +
        'Put images there, or take the folder away.',
    );
  }
  return folders;
}

function listedFolders(list: readonly string[], facts: FolderFacts, report: Report): readonly ClassFacts[] {
  const folders = new Map(facts.classes.map((folder) => [folder.name, folder]));
  const unlisted = facts.classes.map(({ name }) => name).filter((name) => !list.includes(name));
  list.forEach((name, index) => {
    if (folders.has(name)) return;
    const nearest = nearestName(name, unlisted);
    const path = ['dataset', 'classes', index];
    report(
      'class-not-on-disk',
      path,
      `The class \`${name}\` has no folder in ${facts.path}. ` +
        (nearest === undefined ? 'Make one, or take it out of the list.' : `Is \`${nearest}\` meant?`),
      nearest === undefined ? [] : [{ title: `Change to ${nearest}`, path, value: nearest }],
    );
  });
  if (unlisted.length > 0) {
    report(
      'classes-not-listed',
      ['dataset', 'classes'],
      `${counted(unlisted.length, 'folder')} of ${facts.path} ${unlisted.length === 1 ? 'is' : 'are'} not in the ` +
        `list and left out: ${named(unlisted)}. Add what should be a class.`,
      [{ title: 'Add all folders', path: ['dataset', 'classes'], value: [...list, ...unlisted] }],
    );
  }
  return [...new Set(list)].flatMap((name) => folders.get(name) ?? []);
}

function reportEmpty(facts: FolderFacts, report: Report): void {
  report(
    'dataset-empty',
    ['dataset', 'path'],
    `No class of ${facts.path} has an image. Put one folder per class there, each with its images.`,
  );
}

function reportOneClass(file: ParsedFile, classes: readonly ClassCount[], report: Report): void {
  report(
    'one-class',
    file.has(['dataset', 'classes']) ? ['dataset', 'classes'] : ['dataset', 'path'],
    `There is only one class with images, \`${classes[0]?.name}\`; a classifier needs two at least. Add a folder of ` +
      'images that are something else.',
  );
}

function reportStrayFiles(
  { path, looseImages, oddFiles }: FolderFacts,
  isElsewhere: boolean,
  report: Report,
): void {
  if (looseImages > 0 && !isElsewhere) {
    report(
      'loose-images',
      ['dataset', 'path'],
      `${counted(looseImages, 'image')} ${looseImages === 1 ? 'lies' : 'lie'} directly in ${path} and ` +
        `${looseImages === 1 ? 'is' : 'are'} left out. Move ${looseImages === 1 ? 'it' : 'them'} into the folder of a class.`,
    );
  }
  if (oddFiles.length > 0) {
    const names = oddFiles.map(({ file, reason }) => `${file} (${reason})`);
    const heic = oddFiles.some(({ file }) => /\.hei[cf]$/i.test(file))
      ? ' HEIC becomes JPEG by "sips -s format jpeg IN.heic --out OUT.jpg" on macOS, "heif-convert IN.heic OUT.jpg" on Linux and in Photos on Windows.'
      : '';
    report(
      'odd-files',
      ['dataset', 'path'],
      `${counted(oddFiles.length, 'file')} in ${path} can't be used: ${listed(names, 3)}. Convert them to JPEG or ` +
        `PNG, or take them away.${heic}`,
      [],
      oddFiles,
    );
  }
}
