import type { RunView } from '../../../../src/views/run-view';
import { events, headPlan, result } from '../../../fixtures/terminal-sample';

export const plan = headPlan;

/** A finished run; `changes` make it another one. */
export function run(changes: Partial<RunView> = {}): RunView {
  return {
    madeHere: true,
    hasModel: true,
    folder: '/pets/runs/2026-05-04T12-30-05-case1',
    name: '2026-05-04T12-30-05-case1',
    file: '/pets/transfer.yaml',
    plan: headPlan,
    state: 'finished',
    stopping: false,
    epochs: events.filter((event) => event.event === 'epoch'),
    progress: null,
    announcement: '',
    failure: null,
    result,
    seconds: result.seconds,
    ...changes,
  };
}
