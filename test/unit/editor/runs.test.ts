import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { writeRunRecord } from '../../../src/disk/run-folder';
import { Runs } from '../../../src/editor/runs/runs';
import { runRecord } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';

// As much of the editor as the list of runs asks of it.
vi.mock('vscode', () => {
  class EventEmitter {
    readonly #listeners: ((value: unknown) => void)[] = [];
    readonly event = (listener: (value: unknown) => void) => this.#listeners.push(listener);
    fire(value: unknown): void {
      for (const listener of this.#listeners) listener(value);
    }
    dispose(): void {}
  }
  const nothing = () => ({ dispose() {} });
  const watcher = { onDidCreate: nothing, onDidChange: nothing, onDidDelete: nothing, dispose() {} };
  return {
    EventEmitter,
    RelativePattern: class {},
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    workspace: { createFileSystemWatcher: () => watcher },
  };
});

const log = { info() {}, warn() {}, error() {}, show() {}, dispose() {} };

it.skipIf(process.platform === 'win32')(
  'runs that a terminal made are listed where the folder is opened by way of a link, and once for both ways',
  async () => {
    const folder = path.join(scratchFolder(), 'pets');
    const run = path.join(folder, 'runs', 'one');
    mkdirSync(run, { recursive: true });
    await writeRunRecord(run, { ...runRecord(path.join(folder, 'transfer.yaml'), ''), state: 'stopped' });
    const link = path.join(scratchFolder(), 'link');
    symlinkSync(folder, link);
    const runs = new Runs(log);
    onTestFinished(() => runs.dispose());
    await runs.watch(link);
    expect(runs.of(link, path.join(link, 'transfer.yaml')).map(({ state }) => state)).toEqual(['stopped']);
    expect(runs.of(link, path.join(link, 'other.yaml'))).toEqual([]);
    await runs.watch(folder);
    expect(runs.folders).toEqual([link]);
    expect(runs.all).toHaveLength(1);
    expect(runs.of(folder, path.join(folder, 'transfer.yaml'))).toHaveLength(1);
    expect(runs.find(run)?.folder).toBe(path.join(link, 'runs', 'one'));
    expect(runs.isFolder(link, folder)).toBe(true);
  },
);
