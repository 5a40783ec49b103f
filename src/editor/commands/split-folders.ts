import type { ClassFacts, FolderFacts } from '../../design/dataset-facts';

/** The folders of images that somebody has split already, by name. */
export interface SplitFolders {
  readonly train: string;
  readonly validation?: string;
  readonly test?: string;
}

const training = /^train(ing)?$/i;
const validating = /^val(id|idation)?$/i;
const testing = /^test(ing)?$/i;

/**
 * The parts of a data set that is handed on split: `train`, beside it `val` or `test`, and the folders of the classes
 * in each. Undefined where the folders are classes themselves. Pictures of no class, as some hand on for tests, are
 * left out.
 */
export function splitFolders({ classes }: FolderFacts): SplitFolders | undefined {
  const folders = classes.filter(({ images }) => images.length > 0);
  const only = (name: RegExp) => {
    const found = folders.filter((folder) => name.test(folder.name));
    return found.length === 1 ? found[0] : undefined;
  };
  const [train, validation, test] = [only(training), only(validating), only(testing)];
  const parts = [train, validation, test].filter((part) => part !== undefined);
  if (train === undefined || parts.length !== folders.length || !holdsClasses(train)) return undefined;
  return {
    train: train.name,
    ...(validation && holdsClasses(validation) ? { validation: validation.name } : {}),
    ...(test && holdsClasses(test) ? { test: test.name } : {}),
  };
}

function holdsClasses({ images }: ClassFacts): boolean {
  return images.every(({ file }) => file.split('/').length > 2);
}
