import type { FolderFacts } from '../dataset-facts';
import type { ParsedFile } from '../parsed-file';
import type { Report } from '../problems/report';
import { count } from '../words/number-text';
import { listed, named } from '../words/wording';
import { type FolderLayout, folderLayout } from './folder-layouts';

/**
 * Notes where the folders in `dataset.path` are something else than classes, with the lines to write.
 *
 * @returns whether the classes are elsewhere, so that nothing else about these folders is worth a word
 */
export function reportLayout(file: ParsedFile, facts: FolderFacts, report: Report): boolean {
  const layout = folderLayout(facts);
  const { classes } = file.config.dataset;
  // Whoever lists these folders means them.
  const isMeant = classes?.some((name) => facts.classes.some((folder) => folder.name === name)) ?? false;
  if (layout === undefined || isMeant) return false;
  const place = ['dataset', 'path'];
  switch (layout.kind) {
    case 'split':
      reportSplit(file, facts, layout, report);
      return true;
    case 'deeper': {
      const path = below(file, layout.path);
      report(
        'classes-lie-deeper',
        place,
        `The folders of the classes (${named(layout.classes)}) are not in ${facts.path} but in its folder \`${layout.path}\`. Write \`path: ${path}\`.`,
        [{ title: `Use ${path}`, path: place, value: path }],
      );
      return true;
    }
    case 'table':
      report(
        'labels-in-table',
        place,
        `All ${count(layout.images)} images of ${facts.path} lie together, and the table ${layout.table} may hold their ` +
          'labels; classes are read from folders alone. Move or link each image into a folder named like its class, and ' +
          'name the folder that holds those folders.',
      );
      return true;
    case 'split inside classes':
      report(
        'split-inside-classes',
        place,
        `The classes of ${facts.path} have folders of their own for ${named(layout.parts)}, and all of them are used ` +
          `alike. To keep that split, turn the folders round (${layout.parts
            .map((part) => `\`${part}/CLASS\``)
            .reverse()
            .join(', ')}) and name them as \`path\`, \`validation\` and \`test\`.`,
      );
      return false;
    case 'nested':
      report(
        'classes-hold-folders',
        place,
        `Each folder directly in ${facts.path} is one class; the folders in them (${named(layout.classes)}) are not told ` +
          'apart. If those are the classes, put them side by side into one folder.',
      );
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
  const filled = facts.classes.filter(({ images }) => images.length > 0).map(({ name }) => name);
  const lines = settings.map(({ path, value }) => `\`${path[1]}: ${value}\``);
  const [first, ...also] = settings;
  report(
    'folders-are-split',
    ['dataset', 'path'],
    `The folders of ${facts.path} (${named(filled)}) are parts of a set that is split already, not classes. Write ${listed(lines)}.`,
    first ? [{ title: 'Use the folders as they are split', ...first, also }] : [],
  );
}

/** A folder in that of `dataset.path`, as the file would write it. */
function below(file: ParsedFile, folder: string): string {
  const written = (file.config.dataset.path ?? '.').replace(/[\\/]+$/, '');
  return written === '.' ? folder : `${written}/${folder}`;
}
