import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import type { RunRecord } from '../../src/shared/run-record';
import { type Engines, loadEngines } from '../../src/train/engines/load-engines';
import { FakeCluster } from './fake-cluster';
import { nativeEngineFolder } from './run-workshop';
import { eventsIn, TerminalWorkshop } from './terminal-workshop';

let workshop: TerminalWorkshop;
/** The same plan, trained on this machine. */
let here: string;
let engines: Engines;

beforeAll(async () => {
  const engine = await nativeEngineFolder();
  engines = await loadEngines({ TRANSFER_DESIGNER_TFJS_NODE: engine });
  workshop = await TerminalWorkshop.open(engine);
  const { status, stderr } = await workshop.call(['train', '--quiet']);
  expect(status, stderr).toBe(0);
  here = inWorkshop(workshop.newestRun());
});

afterAll(() => workshop?.close());

const inWorkshop = (...parts: string[]) => path.join(workshop.folder, ...parts);

type Spoil = NonNullable<Parameters<FakeCluster['judge']>[1]>;

/** What a cluster's run and a local one must have alike. */
function cameTo({ result }: RunRecord) {
  const { validation, test, proof, epoch, phase } = result as NonNullable<RunRecord['result']>;
  const { frozenTensors, frozenIdentical } = proof;
  return { epoch, phase, validation, test, frozenTensors, frozenIdentical };
}

describe('a run on a cluster', () => {
  it('ends with the result, the epochs and the proof of a run on this machine', async () => {
    const cluster = await FakeCluster.open(here, (job) => {
      job.print('a word of Ray');
      job.tell();
      void job.finish();
    });
    const { status, stdout, stderr } = await workshop.call(['train', '--on', cluster.address, '--json']);
    expect(status, stderr).toBe(0);
    const run = inWorkshop(workshop.newestRun());
    const record = await readRunRecord(run);
    expect(cameTo(record)).toEqual(cameTo(await readRunRecord(here)));
    expect(record.engines?.training).toBe('Ray 2.60.0');
    expect(await readMetrics(run)).toEqual(cluster.epochs);
    const epochs = eventsIn(stdout).filter(({ event }) => event === 'epoch');
    expect(epochs).toHaveLength(cluster.epochs.length);
    expect(readFileSync(path.join(run, 'log.txt'), 'utf8')).toContain('a word of Ray');
    expect(readFileSync(path.join(run, 'report.html'), 'utf8')).toContain('Ray 2.60.0');
    expect(cluster.option('--workers')).toBe('1');
  });

  it('is judged by what the cluster says of its images, which this machine is asked of as well', async () => {
    const cluster = await FakeCluster.open(here, (job) => {
      job.tell();
      void job.judge(engines).then(() => job.finish());
    });
    const { status, stdout, stderr } = await workshop.call(['train', '--on', cluster.address]);
    expect(status, stderr).toBe(0);
    const run = inWorkshop(workshop.newestRun());
    const record = await readRunRecord(run);
    const { result } = record;
    expect(result?.clusterAnswers).toMatchObject({ compared: 24, of: 24, used: true });
    expect(result?.clusterAnswers?.difference).toBeLessThan(1e-5);
    // Other batches round otherwise, so probabilities have other last bits.
    const local = (await readRunRecord(here)).result;
    expect(result?.validation.confusion).toEqual(local?.validation.confusion);
    expect(result?.test?.confusion).toEqual(local?.test?.confusion);
    expect(result?.proof.frozenIdentical).toBe(true);
    // None but the proof's images are read for a cache, and none of them by what is frozen.
    expect(readFileSync(path.join(run, 'events.jsonl'), 'utf8')).not.toContain('"stage":"frozen prefix"');
    const said = 'ray keras 3.15.1 tensorflow 2.21.0';
    expect(stdout).toContain(`Judged: on the cluster, by ${said}; of 24 of 24 images both were asked`);
    expect(readFileSync(path.join(run, 'report.html'), 'utf8')).toContain(
      `judged the validation and test images, with ${said}`,
    );
  });

  it.each<[string, Spoil, string]>([
    ['differs from this machine', (_, values) => values.set([0.3, 0.3, 0.4]), 'They differ by 0.'],
    ['is of other weights', (json) => Object.assign(json, { weights: '0'.repeat(64) }), 'of other weights'],
    ['is of other images', (json) => Object.assign(json, { images: '0'.repeat(64) }), 'of other images'],
    ['holds what is no probability', (_, values) => values.fill(Number.NaN, 0, 1), 'no probability of each'],
    ['does not say of what it is', (json) => Object.assign(json, { leftOut: 3 }), 'leftOut is 3'],
  ])('is judged on this machine, and says so, where what the cluster says %s', async (_, spoil, message) => {
    const cluster = await FakeCluster.open(here, (job) => {
      job.tell();
      void job.judge(engines, spoil).then(() => job.finish());
    });
    const { status, stdout, stderr } = await workshop.call(['train', '--on', cluster.address, '--json']);
    expect(status, stderr).toBe(0);
    const warned = eventsIn(stdout).flatMap((event) =>
      event.event === 'warning' && event.code === 'cluster-answers' ? [event.message] : [],
    );
    expect(warned).toEqual([expect.stringContaining(message)]);
    const record = await readRunRecord(inWorkshop(workshop.newestRun()));
    expect(cameTo(record)).toEqual(cameTo(await readRunRecord(here)));
    expect(record.result?.clusterAnswers?.used).not.toBe(true);
  });

  it('that is stopped stops its job, and another job goes on when it is resumed', async () => {
    const cluster = await FakeCluster.open(here, (job) => {
      if (job.jobs.size === 1) return job.tell(0, 2);
      // The second of them is told anew.
      job.tell(1);
      void job.finish();
    });
    const stopped = await workshop.call(['train', '--on', cluster.address, '--json'], (output, child) => {
      if (output.includes('"epoch":2')) child.kill('SIGINT');
    });
    expect(stopped.status, stopped.stderr).toBe(130);
    expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED']);
    const run = workshop.newestRun();
    const resumed = await workshop.call(['resume', run, '--json']);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(await readMetrics(inWorkshop(run))).toEqual(cluster.epochs);
    expect([...cluster.jobs.keys()].map((id) => id.slice(-2))).toEqual(['-1', '-2']);
  });

  it('is found again where the process that followed it was killed', async () => {
    const cluster = await FakeCluster.open(here, (job) => job.tell(0, 3));
    let killed = false;
    await workshop.call(['train', '--on', cluster.address, '--json'], (output) => {
      const [, id] = /"processId":(\d+)/.exec(output) ?? [];
      if (killed || id === undefined || !output.includes('"epoch":3')) return;
      killed = true;
      process.kill(Number(id), 'SIGKILL');
    });
    expect(killed).toBe(true);
    const run = workshop.newestRun();
    cluster.tell(3);
    await cluster.finish();
    const resumed = await workshop.call(['resume', run, '--json']);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(cluster.jobs.size).toBe(1);
    expect(await readMetrics(inWorkshop(run))).toEqual(cluster.epochs);
    const events = readFileSync(inWorkshop(run, 'events.jsonl'), 'utf8');
    const epochs = eventsIn(events).flatMap((event) => (event.event === 'epoch' ? [event.epoch] : []));
    expect(epochs).toEqual(cluster.epochs.map(({ epoch }) => epoch));
  });

  it('whose job fails says what the job says, by its code', async () => {
    const cluster = await FakeCluster.open(here, (job) => {
      const failed = { event: 'failed', code: 'cluster-too-small', message: 'There is room for one worker.' };
      job.print(`@td ${JSON.stringify(failed)}`);
      job.end('FAILED');
    });
    const { status, stderr } = await workshop.call(['train', '--on', cluster.address]);
    expect(status).toBe(1);
    expect(stderr).toContain('There is room for one worker.');
    const { failure } = await readRunRecord(inWorkshop(workshop.newestRun()));
    expect(failure?.code).toBe('cluster-job');
  });

  it.each([
    ['http://192.168.1.7:8265', 'plain http to another machine'],
    ['ray://127.0.0.1', 'begins with ray:'],
  ])('at %s is not begun', async (address, message) => {
    const before = workshop.newestRun();
    const { status, stderr } = await workshop.call(['train', '--on', address]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(workshop.newestRun()).toBe(before);
  });

  it('takes its address, its storage and its workers from ray.yaml', async () => {
    const cluster = await FakeCluster.open(here, (job) => {
      job.tell();
      void job.finish();
    });
    const settings = `address: ${cluster.address}\nstorage: shared disk\nworkers: 2\nworker: { cpus: 3 }\n`;
    await workshop.write(settings, 'ray.yaml');
    const { status, stderr } = await workshop.call(['train', '--on', '--json']);
    expect(status, stderr).toBe(0);
    const given = ['--storage', '--workers', '--cpus', '--gpus'].map((name) => cluster.option(name));
    expect(given).toEqual([inWorkshop('shared disk'), '2', '3', '0']);
    await workshop.write('workers: many\n', 'ray.yaml');
    const wrong = await workshop.call(['train', '--on']);
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('ray.yaml has no whole number from 1 to 10000 at `workers`'),
    ]);
  });
});
