import { canResume, type RunState } from '../shared/run-record';
import { quoted } from './shown-path';

/** Why a run's model can't be used, and what to do: there is none. */
export function noModel(folder: string, state: RunState): string {
  if (state === 'finished')
    return `The model of the run in ${folder} is gone. Train the file again, or put its folder \`model\` back.`;
  return canResume(state)
    ? `The run in ${folder} has no model yet: it ${state === 'failed' ? 'has failed' : `was ${state}`}. \`transfer-designer resume ${quoted(folder)}\` goes on with it.`
    : `The run in ${folder} has no model yet: it still goes on. Wait until it has finished.`;
}
