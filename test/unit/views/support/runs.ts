import type { RunView } from '../../../../src/views/run-view';
import { events, headPlan, result } from '../../../fixtures/terminal-sample';

export const plan = headPlan;

/** A finished run; `changes` make it another one. */
export function run(changes: Partial<RunView> = {}): RunView {
  return {
    madeHere: true,
    hasModel: true,
    folder: '/pets/runs/2026-05-04T12-30-05-case1',
    name: 'Case 1 · 90 % of 60 · 4 May 2026 12:30',
    created: '2026-05-04T12:30:05.000Z',
    given: null,
    starred: false,
    file: '/pets/transfer.yaml',
    plan: headPlan,
    cluster: null,
    hasOpenJob: false,
    state: 'finished',
    stopping: false,
    epochs: events.filter((event) => event.event === 'epoch'),
    progress: null,
    announcement: '',
    failure: null,
    failureCode: null,
    result,
    seconds: result.seconds,
    ...changes,
  };
}
