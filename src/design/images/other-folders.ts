import type { DatasetFacts, FolderFacts, FolderLook } from '../dataset-facts';
import type { Report } from '../problems/report';
import { counted, named } from '../words/wording';
import { reportMissed, type TrainingImages } from './training-images';

/** How many images of the classes the validation and test folders have; undefined where there is no such folder. */
export interface OtherImages {
  readonly validation: number | undefined;
  readonly test: number | undefined;
}

/** Looks at the folders for validation and test, where the file names them. */
export function otherImages(facts: DatasetFacts, training: TrainingImages, report: Report): OtherImages {
  const validation = folderImages('validation', facts.validation, training, report);
  const test = folderImages('test', facts.test, training, report);
  if (facts.test?.found && facts.validation?.found && liesIn(facts.test.facts, facts.validation.facts)) {
    report(
      'test-shares-validation',
      ['dataset', 'test'],
      'The test images are the validation images, so the result on them is chosen by them and too good. Use ' +
        'images that nothing is chosen by.',
    );
  }
  return { validation, test };
}

type Role = 'validation' | 'test';

function folderImages(
  role: Role,
  look: FolderLook | undefined,
  training: TrainingImages,
  report: Report,
): number | undefined {
  if (look === undefined) return undefined;
  if (!look.found) {
    reportMissed(role, role, look, report);
    return undefined;
  }
  if (sharesFiles(look.facts.path, training)) {
    report(
      `${role}-shares-training`,
      ['dataset', role],
      `The ${role} folder ${look.facts.path} and the training images share files, so its result would only show ` +
        'what was learned by heart. Move it beside `dataset.path`.',
    );
  }
  return compareClasses(role, look, training, report);
}

function compareClasses(
  role: Role,
  look: FolderLook & { found: true },
  training: TrainingImages,
  report: Report,
): number {
  const names = training.classes.map(({ name }) => name);
  const filled = look.facts.classes.filter(({ images }) => images.length > 0);
  const known = filled.filter(({ name }) => names.includes(name));
  const images = known.reduce((sum, folder) => sum + folder.images.length, 0);
  const missing = names.filter((name) => !known.some((folder) => folder.name === name));
  if (images === 0) {
    report(
      `${role}-empty`,
      ['dataset', role],
      `The ${role} folder ${look.facts.path} has no images of the classes. Put a folder for each class there: ${named(names)}.`,
    );
  } else if (missing.length > 0) {
    report(
      `${role}-lacks-classes`,
      ['dataset', role],
      `The ${role} folder ${look.facts.path} has no images of ${named(missing)}, so its result says nothing of ` +
        `${missing.length === 1 ? 'that class' : 'those classes'}. Put images there.`,
    );
  }
  const strange = filled.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (strange.length > 0) {
    report(
      `${role}-has-other-classes`,
      ['dataset', role],
      `${counted(strange.length, 'folder')} of ${look.facts.path} ${strange.length === 1 ? 'is' : 'are'} no class ` +
        `of the training images and left out: ${named(strange)}. Rename what is meant as a class.`,
    );
  }
  return images;
}

function liesIn(folder: FolderFacts, other: FolderFacts): boolean {
  return inside(folder.path, other.path) !== undefined;
}

/** Whether a folder is the training images' own, or one of their classes, or holds them. */
function sharesFiles(path: string, training: TrainingImages): boolean {
  if (inside(training.path, path) !== undefined) return true;
  const below = inside(path, training.path);
  return below !== undefined && training.classes.some(({ name }) => below.split('/')[0] === name);
}

/** The rest of the path below `folder`; empty for the folder itself, undefined if it lies elsewhere. */
function inside(path: string, folder: string): string | undefined {
  const inner = path.replaceAll('\\', '/').replace(/\/$/, '');
  const outer = folder.replaceAll('\\', '/').replace(/\/$/, '');
  if (inner === outer) return '';
  return inner.startsWith(`${outer}/`) ? inner.slice(outer.length + 1) : undefined;
}
