import type { FolderFacts } from '../dataset-facts';
import { isImageList } from '../image-list';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { type FolderLayout, folderLayout } from './folder-layouts';

/**
 * Notes where the folders in `dataset.path` are something else than classes, with the lines to write.
 *
 * @returns whether the classes are elsewhere, so that nothing else about these folders is worth a word
 */
export function reportLayout(file: ParsedFile, facts: FolderFacts, report: Report): boolean {
  // The classes of a list are not made by folders.
  const layout = isImageList(facts.path) ? undefined : folderLayout(facts);
  const { classes } = file.config.dataset;
  // Whoever lists these folders means them.
  const isMeant = classes?.some((name) => facts.classes.some((folder) => folder.name === name)) ?? false;
  if (layout === undefined || isMeant) return false;
  const { path } = facts;
  const place = ['dataset', 'path'];
  switch (layout.kind) {
    case 'split':
      reportSplit(file, facts, layout, report);
      return true;
    case 'deeper': {
      const write = below(file, layout.path);
      report(
        planProblem('classes-lie-deeper', { path, folder: layout.path, classes: layout.classes, write }),
        place,
        [{ title: `Use ${write}`, path: place, value: write }],
      );
      return true;
    }
    case 'table':
      report(planProblem('labels-in-table', { path, images: layout.images, table: layout.table }), place);
      return true;
    case 'split inside classes':
      report(planProblem('split-inside-classes', { path, parts: layout.parts }), place);
      return false;
    case 'nested':
      report(planProblem('classes-hold-folders', { path, folders: layout.classes }), place);
      return false;
  }
}

function reportSplit(
  file: ParsedFile,
  facts: FolderFacts,
  { train, validation, test }: FolderLayout & { kind: 'split' },
  report: Report,
): void {
  const settings = [
    { path: ['dataset', 'path'], value: below(file, train) },
    ...(validation === undefined
      ? []
      : [{ path: ['dataset', 'validation'], value: below(file, validation) }]),
    ...(test === undefined ? [] : [{ path: ['dataset', 'test'], value: below(file, test) }]),
  ];
  const folders = facts.classes.filter(({ images }) => images.length > 0).map(({ name }) => name);
  const lines = settings.map(({ path, value }) => ({ key: path[1], folder: value }));
  const [first, ...also] = settings;
  report(
    planProblem('folders-are-split', { path: facts.path, folders, lines }),
    ['dataset', 'path'],
    first ? [{ title: 'Use the folders as they are split', ...first, also }] : [],
  );
}

/** A folder in that of `dataset.path`, as the file would write it. */
function below(file: ParsedFile, folder: string): string {
  const written = (file.config.dataset.path ?? '.').replace(/[\\/]+$/, '');
  return written === '.' ? folder : `${written}/${folder}`;
}
