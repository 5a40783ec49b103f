import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { designProject, type Project } from '../../../../src/launch/project/project';
import type { measureProject } from '../../../../src/launch/runs/measure-project';
import { isStopped, Measurements, type MeasurementsOptions } from '../../../../src/launch/runs/measurements';
import type { RunLaunch } from '../../../../src/launch/runs/run-process';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const graph = demoLike();
const measurement = measuredAs('similar', graph);
const pictures = dataset({ cats: 10, dogs: 10 });

interface Named {
  readonly file?: string;
  readonly images?: DatasetFacts;
  readonly base?: LayerGraph;
  readonly isMeasured?: boolean;
}

function project({
  file = 'transfer.yaml',
  images = pictures,
  base = graph,
  isMeasured,
}: Named = {}): Project {
  const parsed = parseTransferFile('base: demo\ndataset: { path: images }\n');
  return designProject(`/p/${file}`, parsed, {
    base: { modelFile: '/m', fingerprint: base.fingerprint },
    ...{ graph: base, dataset: images },
    ...(isMeasured ? { measurement } : {}),
  });
}

type Measure = typeof measureProject;

/** Measurements that end when they are told to. */
function measurements(changes: Partial<MeasurementsOptions> = {}) {
  const begun: {
    readonly file: string;
    readonly inBackground: boolean;
    end(): void;
    fail(error: Error): void;
  }[] = [];
  const measure: Measure = (of, _launch, { signal, inBackground = false, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      onProgress?.('images', 1, 20);
      begun.push({ file: of.file, inBackground, end: () => resolve(measurement), fail: reject });
    });
  const launch = vi.fn(async () => ({ engine: webAssembly }) as RunLaunch);
  const warn = vi.fn();
  const onChange = vi.fn();
  const onMeasured = vi.fn();
  const options = {
    ...{ launch, warn, measure, delay: 0 },
    ...{ mayMeasure: () => true, measuresUnasked: () => true, isTraining: () => false },
    ...changes,
  };
  const measuring = new Measurements(options, onChange, onMeasured);
  onTestFinished(() => measuring.dispose());
  return { measuring, begun, warn, onChange, onMeasured, launch };
}

/** So long that whatever waits for a timer of no time has been done. */
async function aMoment(): Promise<void> {
  await vi.advanceTimersByTimeAsync(10);
}

it('what takes little time and nobody has measured is measured unasked, once', async () => {
  const { measuring, begun, onMeasured } = measurements();
  measuring.consider(project());
  await vi.waitUntil(() => begun.length === 1, 10_000);
  expect(begun[0]).toMatchObject({ file: '/p/transfer.yaml', inBackground: true });
  expect(measuring.of('/p/transfer.yaml')).toEqual({
    kind: 'measuring',
    stage: 'images',
    done: 1,
    total: 20,
  });
  begun[0]?.end();
  await vi.waitUntil(() => onMeasured.mock.calls.length === 1, 10_000);
  expect(measuring.of('/p/transfer.yaml')).toEqual({ kind: 'idle' });
  // Also where the project's folder could not keep it.
  measuring.consider(project());
  await aMoment();
  expect(begun).toHaveLength(1);
});

const large = demoLike({
  layers: graph.layers.map((layer) => ({ ...layer, multiplyAdds: layer.multiplyAdds + 1e10 })),
});

it.each<[string, Named, Partial<MeasurementsOptions>]>([
  ['was measured', { isMeasured: true }, {}],
  ['takes longer than ten seconds', { base: large }, {}],
  ['lies in a workspace that is not trusted', {}, { mayMeasure: () => false }],
  ['is not to be measured unasked, by the setting', {}, { measuresUnasked: () => false }],
  ['would slow a run down', {}, { isTraining: () => true }],
])('nothing is measured unasked of what %s', async (_, named, changes) => {
  const { measuring, begun } = measurements(changes);
  measuring.consider(project(named));
  await aMoment();
  expect(begun).toEqual([]);
});

it('unasked one file is measured after the other', async () => {
  const { measuring, begun } = measurements();
  measuring.consider(project());
  measuring.consider(project({ file: 'other.yaml' }));
  await aMoment();
  expect(begun.map(({ file }) => file)).toEqual(['/p/transfer.yaml']);
  begun[0]?.end();
  await vi.waitUntil(() => begun.length === 2, 10_000);
  expect(begun[1]?.file).toBe('/p/other.yaml');
});

it('what is measured unasked makes room for a run, and is begun again when that has ended', async () => {
  let training = false;
  const { measuring, begun, onMeasured } = measurements({ isTraining: () => training });
  measuring.consider(project());
  await vi.waitUntil(() => begun.length === 1, 10_000);
  training = true;
  measuring.lookAgain();
  expect(measuring.of('/p/transfer.yaml')).toEqual({ kind: 'idle' });
  await aMoment();
  expect(begun).toHaveLength(1);
  training = false;
  measuring.lookAgain();
  await vi.waitUntil(() => begun.length === 2, 10_000);
  begun[1]?.end();
  await vi.waitUntil(() => onMeasured.mock.calls.length === 1, 10_000);
});

it('what is measured unasked ends with other pictures, and when the file is closed', async () => {
  const { measuring, begun, onMeasured } = measurements();
  measuring.consider(project());
  await vi.waitUntil(() => begun.length === 1, 10_000);
  measuring.consider(project({ images: dataset({ cats: 12, dogs: 10 }) }));
  await vi.waitUntil(() => begun.length === 2, 10_000);
  measuring.forget('/p/transfer.yaml');
  begun[1]?.end();
  await aMoment();
  expect(measuring.of('/p/transfer.yaml')).toEqual({ kind: 'idle' });
  expect(onMeasured).not.toHaveBeenCalled();
  expect(begun).toHaveLength(2);
});

it('who asks for what is measured already waits for that', async () => {
  const { measuring, begun } = measurements();
  measuring.consider(project());
  await vi.waitUntil(() => begun.length === 1, 10_000);
  const asked = measuring.measure(project());
  begun[0]?.end();
  expect(await asked).toBe(measurement);
  expect(begun).toHaveLength(1);
});

it('who asks is not kept from it by a run, a setting or the time that it takes', async () => {
  const { measuring, begun } = measurements({ isTraining: () => true, measuresUnasked: () => false });
  const asked = measuring.measure(project({ base: large }));
  await vi.waitUntil(() => begun.length === 1, 10_000);
  expect(begun[0]?.inBackground).toBe(false);
  begun[0]?.end();
  expect(await asked).toBe(measurement);
});

it('who asked is told of a failure; what nobody asked for fails in the log, and is not tried again', async () => {
  const { measuring, begun, warn } = measurements();
  measuring.consider(project());
  await vi.waitUntil(() => begun.length === 1, 10_000);
  begun[0]?.fail(new Error('No room.'));
  await vi.waitUntil(() => warn.mock.calls.length === 1, 10_000);
  expect(warn.mock.calls[0]?.[0]).toContain('No room.');
  expect(measuring.of('/p/transfer.yaml')).toEqual({ kind: 'idle' });
  measuring.consider(project());
  await aMoment();
  expect(begun).toHaveLength(1);
  const asked = measuring.measure(project());
  await vi.waitUntil(() => begun.length === 2, 10_000);
  begun[1]?.fail(new Error('No images.'));
  await expect(asked).rejects.toThrow('No images.');
  expect(measuring.of('/p/transfer.yaml')).toEqual({ kind: 'failed', message: 'No images.' });
});

it('an engine that can’t be found is told once, in the log', async () => {
  const launch = vi.fn(async () => Promise.reject(new Error('No engine.')));
  const { measuring, warn } = measurements({ launch });
  measuring.consider(project());
  await vi.waitUntil(() => warn.mock.calls.length === 1, 10_000);
  await aMoment();
  expect(launch).toHaveBeenCalledTimes(1);
});

it('what is stopped ends, is not begun again unasked, and tells who waits for it', async () => {
  const { measuring, begun, warn } = measurements();
  const asked = measuring.measure(project()).catch((error: unknown) => error);
  await vi.waitUntil(() => begun.length === 1, 10_000);
  measuring.stop('/p/transfer.yaml');
  expect(isStopped(await asked)).toBe(true);
  expect(measuring.of('/p/transfer.yaml')).toEqual({ kind: 'idle' });
  measuring.consider(project());
  await aMoment();
  expect(begun).toHaveLength(1);
  expect(warn).not.toHaveBeenCalled();
});
