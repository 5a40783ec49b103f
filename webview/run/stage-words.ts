import type { ProgressEvent } from '../../src/shared/run-events';

export const stageWords: Readonly<Record<ProgressEvent['stage'], string>> = {
  'read images': 'Reading the images',
  'frozen prefix': 'Computing the frozen part, once per image',
  train: 'Training',
  evaluate: 'Evaluating on held-back images',
  save: 'Saving the model',
  prove: 'Checking that frozen stayed frozen',
};
