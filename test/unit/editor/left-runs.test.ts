import { describe, expect, it, vi } from 'vitest';
import { LeftRuns } from '../../../src/editor/runs/left-runs';
import type { Runs } from '../../../src/editor/runs/runs';
import type { RunView } from '../../../src/views/run-view';
import { run } from '../views/support/runs';

const editor = vi.hoisted(() => ({
  told: [] as string[],
  answer: undefined as string | undefined,
  commands: [] as unknown[][],
  status: { text: '', command: undefined as unknown, isShown: false },
}));

vi.mock('vscode', () => ({
  StatusBarAlignment: { Left: 1 },
  window: {
    createStatusBarItem: () =>
      Object.assign(editor.status, {
        show() {
          editor.status.isShown = true;
        },
        hide() {
          editor.status.isShown = false;
        },
        dispose() {},
      }),
    async showInformationMessage(message: string) {
      editor.told.push(message);
      return editor.answer;
    },
  },
  commands: { executeCommand: async (...call: unknown[]) => void editor.commands.push(call) },
}));

const cluster = { address: 'http://127.0.0.1:8265/', storage: '/s', workers: 2, cpus: 4, gpus: 0 };
const left = run({ state: 'interrupted', cluster, hasOpenJob: true, result: null, name: 'mine' });

describe('a run that goes on on a cluster', () => {
  it('is offered once, is followed by what is pressed, and is offered again where it is left again', async () => {
    let all: readonly RunView[] = [];
    let change = () => {};
    let end = (_: RunView) => {};
    const runs = {
      get all() {
        return all;
      },
      onDidChange: (listener: () => void) => {
        change = listener;
        return { dispose() {} };
      },
      onDidEnd: (listener: (run: RunView) => void) => {
        end = listener;
        return { dispose() {} };
      },
    };
    new LeftRuns(runs as unknown as Runs);
    const show = async (next: readonly RunView[]) => {
      all = next;
      change();
      await new Promise(setImmediate);
    };
    await show([run({ state: 'interrupted' }), run({ state: 'running', cluster, hasOpenJob: true })]);
    await show([{ ...left, madeHere: false }]);
    expect(editor.told).toEqual([]);
    expect(editor.status.isShown).toBe(false);

    editor.answer = 'Follow';
    await show([left]);
    await show([{ ...left, starred: true }]);
    expect(editor.told).toEqual([
      expect.stringMatching(
        /^“mine” is still on the cluster at 127\.0\.0\.1:8265, and nothing here follows it/,
      ),
    ]);
    expect(editor.commands).toEqual([['transferDesigner.resume', left.folder]]);
    expect(editor.status).toMatchObject({
      isShown: true,
      text: '$(cloud) Transfer: still on the cluster',
      command: { command: 'transferDesigner.resume', arguments: [left.folder] },
    });

    await show([{ ...left, state: 'running' }]);
    expect(editor.status.isShown).toBe(false);
    await show([left]);
    expect(editor.told).toHaveLength(2);

    await show([{ ...left, state: 'running' }]);
    const failed = { ...left, state: 'failed', failureCode: 'cluster-lost' } as const;
    end(failed);
    await show([failed]);
    expect(editor.status).toMatchObject({
      isShown: true,
      text: '$(cloud) Transfer: may go on on the cluster',
    });
    // Its failure has been told, and offers to follow it.
    expect(editor.told).toHaveLength(2);
    const earlier = { ...failed, folder: '/runs/earlier' };
    await show([failed, earlier]);
    expect(editor.told.slice(2)).toEqual([
      expect.stringMatching(/^“mine” has failed here, and may go on on the cluster at/),
    ]);
  });
});
