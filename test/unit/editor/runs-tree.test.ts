import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Runs } from '../../../src/editor/runs/runs';
import { RunsTree } from '../../../src/editor/runs/runs-tree';
import type { RunView } from '../../../src/views/run-view';
import { run } from '../views/support/runs';

vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly event = () => ({ dispose() {} });
    dispose(): void {}
  },
  TreeItem: class {
    constructor(readonly label: string) {}
  },
  ThemeIcon: class {},
}));

const tree = new RunsTree({ onDidChange: () => ({ dispose() {} }) } as unknown as Runs);
const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'));
const menu: readonly { readonly command: string; readonly when: string }[] =
  manifest.contributes.menus['view/item/context'];

/** What the menu offers for one item, by the last word of each command. */
function offeredFor(context: string): readonly string[] {
  return menu.flatMap(({ command, when }) => {
    const fits = when.split(' && ').every((clause) => {
      if (clause === 'listMultiSelection') return false;
      const [, pattern] = /^viewItem =~ \/(.*)\/$/.exec(clause) ?? [];
      return pattern === undefined || new RegExp(pattern).test(context);
    });
    return fits ? [command.replace('transferDesigner.', '')] : [];
  });
}

const offered = (changes: Partial<RunView>) =>
  offeredFor(String(tree.getTreeItem({ run: run(changes) }).contextValue));

describe('a run in the tree', () => {
  it.each([
    [{}, ['openReport', 'starRun', 'renameRun', 'exportModel', 'deleteRuns']],
    [{ starred: true }, ['openReport', 'unstarRun', 'renameRun', 'exportModel', 'deleteRuns']],
    [{ state: 'running' }, ['stop', 'starRun', 'renameRun']],
    [{ state: 'created' }, ['starRun', 'renameRun']],
    [{ state: 'stopped' }, ['openReport', 'resume', 'starRun', 'renameRun', 'deleteRuns']],
    [{ state: 'interrupted', madeHere: false }, ['openReport', 'starRun', 'renameRun', 'deleteRuns']],
    [
      { state: 'failed', failureCode: 'loss-not-finite' },
      ['openReport', 'starRun', 'renameRun', 'deleteRuns'],
    ],
  ] as const)('that is %j is offered what can be done with it', (changes, commands) => {
    expect(offered({ ...changes })).toEqual(commands);
  });

  it('that goes on on a cluster is offered to be gone on with, and says where it is', () => {
    const cluster = { address: 'http://127.0.0.1:8265/', storage: '/s', workers: 2, cpus: 4, gpus: 0 };
    const left = run({ state: 'interrupted', cluster, hasOpenJob: true, result: null });
    const item = tree.getTreeItem({ run: left });
    expect(item.description).toBe('still on the cluster at 127.0.0.1:8265');
    expect(item.tooltip).toContain('on the cluster at 127.0.0.1:8265, 2 workers with 4 processors each');
    expect(offeredFor(String(item.contextValue))).toContain('resume');
    expect(tree.getTreeItem({ run: { ...left, hasOpenJob: false } }).description).toBe('interrupted');
  });

  it('that can’t be read can be deleted', () => {
    const { contextValue } = tree.getTreeItem({
      broken: { folder: '/pets/runs/x', problem: 'It is damaged.' },
    });
    expect(offeredFor(String(contextValue))).toEqual(['deleteRuns']);
  });

  it('is called as everywhere, with its star, and says so to those who hear it', () => {
    const item = tree.getTreeItem({ run: run({ name: 'best', starred: true }) });
    expect(item.label).toBe('★ best');
    expect(item.accessibilityInformation?.label).toMatch(/^best, starred, Right on 54 of 60 test images/);
  });
});
