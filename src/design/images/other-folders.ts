import type { DatasetFacts, FolderFacts, FolderLook } from '../dataset-facts';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
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
    report(planProblem('test-shares-validation'), ['dataset', 'test']);
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
    reportMissed(role, look, report);
    return undefined;
  }
  if (look.facts.side === undefined && sharesFiles(look.facts.path, training)) {
    report(planProblem(`${role}-shares-training`, { path: look.facts.path }), ['dataset', role]);
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
  const { path } = look.facts;
  if (images === 0) report(planProblem(`${role}-empty`, { path, classes: names }), ['dataset', role]);
  else if (missing.length > 0) {
    report(planProblem(`${role}-lacks-classes`, { path, classes: missing }), ['dataset', role]);
  }
  const strange = filled.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (strange.length > 0) {
    report(planProblem(`${role}-has-other-classes`, { path, classes: strange }), ['dataset', role]);
  }
  return images;
}

/** Sides of one list have no image in common. */
function liesIn(folder: FolderFacts, other: FolderFacts): boolean {
  return folder.side === undefined && inside(folder.path, other.path) !== undefined;
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
