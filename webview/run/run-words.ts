import type { PanelRun } from '../../src/messages/panel-messages';
import type { ProgressEvent } from '../../src/messages/run-events';

export const runStateWords: Readonly<Record<PanelRun['state'], string>> = {
  created: 'starting',
  running: 'running',
  stopped: 'stopped',
  interrupted: 'interrupted',
  failed: 'failed',
  finished: 'finished',
};

export const stageWords: Readonly<Record<ProgressEvent['stage'], string>> = {
  'read images': 'Reading the images',
  'frozen prefix': 'Computing the frozen part, once per image',
  train: 'Training',
  evaluate: 'Evaluating on held-back images',
  save: 'Saving the model',
  prove: 'Checking that frozen stayed frozen',
};
