import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { clusterOf, plannedCluster } from '../../../../src/launch/project/cluster-settings';
import { designProject } from '../../../../src/launch/project/project';
import { planOnCluster } from '../../../../src/launch/runs/plan-on-cluster';
import { runRecord, runResult } from '../../../fixtures/fake-run';
import { folder } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const dataset: DatasetFacts = {
  train: { found: true, facts: folder({ cats: 60, dogs: 30, birds: 10, others: 50 }) },
  test: {
    found: true,
    facts: folder({ cats: 30, dogs: 15, birds: 5, others: 7 }, { path: '/home/me/test' }),
  },
};

function projectIn(place: string, settings = '') {
  const text = `base: demo\ndataset: { path: images, test: test, classes: [cats, dogs, birds], similarity: similar }\n${settings}`;
  const file = path.join(place, 'transfer.yaml');
  return designProject(file, parseTransferFile(text), { graph: demoLike(), dataset });
}

function onRay(settings: string) {
  const place = scratchFolder();
  writeFileSync(path.join(place, 'ray.yaml'), settings);
  return place;
}

describe('a project on a cluster that need not be there', () => {
  it('is reckoned with the workers of ray.yaml, without an address', async () => {
    const place = onRay('storage: out\nworkers: 4\nworker: { cpus: 2, gpus: 1 }\n');
    const on = await planOnCluster(projectIn(place), {});
    expect(on?.where).toEqual({ storage: path.join(place, 'out'), workers: 4, cpus: 2, gpus: 1 });
    expect(on?.estimate.images).toEqual({ train: 80, validation: 20, test: 50 });
    expect(on).toMatchObject({ imageBytes: 1_000, runs: [], warnings: [], refusals: [] });
    await expect(clusterOf(place, undefined)).rejects.toThrow('There is no address of a cluster.');
    expect((await plannedCluster(place, 'http://127.0.0.1:8265')).address).toBe('http://127.0.0.1:8265/');
  });

  it('may be supposed to be larger, with more images and another network', async () => {
    const project = projectIn(onRay('workers: 4\n'));
    const on = await planOnCluster(project, { images: 1_500_000, workers: 64, network: 25 });
    expect(on?.estimate.images).toEqual({ train: 800_000, validation: 200_000, test: 500_000 });
    expect(on?.estimate.cluster).toEqual({ workers: 64, cpus: 1, gpus: 0 });
    expect(on?.rates.network).toBe(3.125e9);
    expect(on?.warnings).not.toEqual([]);
  });

  it('is told of what Ray would train otherwise, and of an address that no token may go to', async () => {
    const place = scratchFolder();
    const on = await planOnCluster(projectIn(place, 'train: { cache: off }\n'), {});
    expect(on?.refusals).toEqual([expect.stringContaining('`train.cache: off` is not done on Ray')]);
    await expect(planOnCluster(projectIn(place), { address: 'http://10.0.0.7:8265' })).rejects.toMatchObject({
      code: 'cluster-address',
    });
  });

  it('takes the pace of a finished run of the same base, and of no other', async () => {
    const place = scratchFolder();
    const project = projectIn(place);
    const { plan } = project.result;
    if (!plan) throw new Error('There is no plan.');
    const rates = {
      ...{ decoding: { images: 1_000, seconds: 1 }, prefix: { images: 1_000, seconds: 1 }, training: null },
      limit: { images: 1_000, seconds: 2, processorSeconds: 4 },
      run: { images: 1_000, seconds: 3 },
    };
    const record = runRecord(path.join(place, 'transfer.yaml'), '');
    const wrote = async (name: string, over: object) => {
      mkdirSync(path.join(place, 'runs', name), { recursive: true });
      const result = { ...runResult, rates };
      const engines = { features: 'tfjs-node 4.22.0', training: 'tfjs-node 4.22.0' };
      await writeRunRecord(path.join(place, 'runs', name), {
        ...record,
        name,
        plan,
        result,
        engines,
        ...over,
      });
    };
    await wrote('2-stopped', { state: 'stopped' });
    const other = { ...plan, base: { ...plan.base, fingerprint: 'cd'.repeat(32) } };
    await wrote('3-other', { state: 'finished', plan: other });
    expect((await planOnCluster(project, {}))?.runs).toEqual([]);
    await wrote('1-known', { state: 'finished' });
    const on = await planOnCluster(project, {});
    expect(on?.runs).toEqual(['1-known']);
    expect(on?.rates.decode).toBeCloseTo(0.002, 9);
  });
});
