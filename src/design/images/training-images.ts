import type { ClassFacts, FolderFacts, FolderLook, MissedFolder } from '../dataset-facts';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { nearestName } from '../words/nearest-name';
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
export function reportMissed(key: 'path' | 'validation' | 'test', look: MissedFolder, report: Report): void {
  const { path, reason, detail, near = [] } = look;
  const code = key === 'path' ? 'dataset-not-found' : (`${key}-not-found` as const);
  const what =
    reason === 'outside'
      ? planProblem('folder-not-looked-at', { key, path })
      : reason === 'too large'
        ? planProblem('folder-too-large', { key, path, holds: detail })
        : reason === 'not fetched'
          ? planProblem('images-not-fetched', { path, detail })
          : planProblem(code, look);
  const at = ['dataset', key];
  report(
    what,
    at,
    near.map((value) => ({ title: `Write ${value}`, path: at, value })),
  );
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
    reportMissed('path', look, report);
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
  if (images === 0) report(planProblem('dataset-empty', { path: facts.path }), ['dataset', 'path']);
  else if (classes[0] && classes.length === 1) {
    const place = file.has(['dataset', 'classes']) ? ['dataset', 'classes'] : ['dataset', 'path'];
    report(planProblem('one-class', { name: classes[0].name }), place);
  }
  return { path: facts.path, classes, images };
}

function chosenFolders(file: ParsedFile, facts: FolderFacts, report: Report): readonly ClassFacts[] {
  const list = file.config.dataset.classes;
  const folders = list === undefined ? facts.classes : listedFolders(list, facts, report);
  const empty = folders.filter(({ images }) => images.length === 0).map(({ name }) => name);
  if (empty.length > 0 && empty.length < folders.length) {
    report(
      planProblem('class-without-images', { path: facts.path, classes: empty }),
      list === undefined ? ['dataset', 'path'] : ['dataset', 'classes'],
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
      planProblem('class-not-on-disk', { name, path: facts.path, nearest }),
      path,
      nearest === undefined ? [] : [{ title: `Change to ${nearest}`, path, value: nearest }],
    );
  });
  if (unlisted.length > 0) {
    report(
      planProblem('classes-not-listed', { path: facts.path, folders: unlisted }),
      ['dataset', 'classes'],
      [{ title: 'Add all folders', path: ['dataset', 'classes'], value: [...list, ...unlisted] }],
    );
  }
  return [...new Set(list)].flatMap((name) => folders.get(name) ?? []);
}

function reportStrayFiles(
  { path, looseImages, oddFiles }: FolderFacts,
  isElsewhere: boolean,
  report: Report,
): void {
  if (looseImages > 0 && !isElsewhere) {
    report(planProblem('loose-images', { path, images: looseImages }), ['dataset', 'path']);
  }
  if (oddFiles.length > 0) {
    report(planProblem('odd-files', { path, files: oddFiles }), ['dataset', 'path'], [], oddFiles);
  }
}
