import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { TrainingStarts } from '../../../src/editor/commands/training-starts';
import { webAssembly } from '../../../src/launch/engine/engine-choice';
import { openProject } from '../../../src/launch/project/project';
import { requireTrainable } from '../../../src/launch/runs/require-cluster';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { header, project } from '../language/support/project';
import { windowWith } from './support/asked';

vi.mock('vscode', async () => (await import('./support/asked')).askingEditor());
vi.mock('../../../src/launch/project/project', { spy: true });
vi.mock('../../../src/launch/runs/require-cluster', { spy: true });

it('what is asked before a run on a cluster can be cancelled, and then there is no run', async () => {
  const folder = scratchFolder();
  const file = path.join(folder, 'transfer.yaml');
  const open = { ...project(header), base: { modelFile: 'model.json', fingerprint: '0'.repeat(64) } };
  vi.mocked(openProject).mockResolvedValue({ ...open, folder, file } as never);
  // A storage that takes the request and does not answer.
  vi.mocked(requireTrainable).mockImplementation(
    (_project, _cluster, _launch, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  let isAsked = false;
  let cancelled = false;
  windowWith({}, [], (cancel) => {
    if (!isAsked) return;
    cancelled = true;
    setImmediate(cancel);
  });
  const begun = vi.fn();
  const runs = { watch: async () => {}, of: () => [], start: begun };
  const processes = { node: async () => ({}), engine: async () => ({ engine: webAssembly }) };
  const document = { folder, file, document: { isDirty: false }, refreshBase() {}, refreshImages() {} };
  const cluster = { address: 'http://127.0.0.1:8265/', storage: 's3://b', workers: 1, cpus: 1, gpus: 0 };
  const place = async () => {
    isAsked = true;
    return { cluster, access: {} };
  };
  const started = new TrainingStarts(runs as never, processes as never).start(document as never, { place });
  await expect(started).rejects.toThrow('Cancelled; nothing was trained.');
  expect(cancelled).toBe(true);
  expect(begun).not.toHaveBeenCalled();
});
