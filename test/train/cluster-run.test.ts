import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { writeClusterJob } from '../../src/disk/runs/cluster-job';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { createRunFolder, readRunRecord, writeRunRecord } from '../../src/disk/runs/run-folder';
import { runLockHolder } from '../../src/disk/runs/run-lock';
import { runStateNow } from '../../src/disk/runs/run-state';
import type { RunRecord } from '../../src/shared/run-record';
import { type Engines, loadEngines } from '../../src/train/engines/load-engines';
import { trainOnCluster } from '../../src/train/ray/cluster-run';
import { jobName, openRunStorage } from '../../src/train/ray/run-in-storage';
import { playedBucket, refuse } from '../fixtures/played-bucket';
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

/** A token to look for. */
const planted = { RAY_AUTH_TOKEN: 'planted-0123456789' };

const inWorkshop = (...parts: string[]) => path.join(workshop.folder, ...parts);

type Spoil = NonNullable<Parameters<FakeCluster['judge']>[1]>;
/** Sends a signal to the terminal program where it has told something, and no second one, which would end it by itself. */
function once(told: string, signal: NodeJS.Signals) {
  let isSent = false;
  return (output: string, child: ChildProcess): void => {
    if (isSent || !output.includes(told)) return;
    isSent = true;
    child.kill(signal);
  };
}

/** Ends what follows a run's job on this machine, as a shutdown does. */
async function endProcessOf(run: string): Promise<void> {
  process.kill((await runLockHolder(run))?.processId ?? Number.NaN, 'SIGTERM');
  await vi.waitUntil(async () => !(await runLockHolder(run))?.alive, { timeout: 20_000 });
}

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
    // What was handed over is there no longer.
    const handed = cluster.option('--folder');
    expect([path.basename(handed), existsSync(handed)]).toEqual(['handed', false]);
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
    const words = ['train', '--on', cluster.address, '--json'];
    const stopped = await workshop.call(words, once('"epoch":2', 'SIGINT'));
    expect(stopped.status, stopped.stderr).toBe(130);
    expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED']);
    const run = workshop.newestRun();
    const resumed = await workshop.call(['resume', run, '--json']);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(await readMetrics(inWorkshop(run))).toEqual(cluster.epochs);
    expect([...cluster.jobs.keys()].map((id) => id.slice(-2))).toEqual(['-1', '-2']);
  });

  it('that is stopped while its job is being submitted stops it all the same', async () => {
    let terminal: ChildProcess | undefined;
    const cluster = await FakeCluster.open(here, () => terminal?.kill('SIGINT'));
    cluster.startsIn = 2_000;
    const words = ['train', '--on', cluster.address, '--json'];
    const stopped = await workshop.call(words, undefined, {}, (child) => {
      terminal = child;
    });
    expect(stopped.status, stopped.stderr).toBe(130);
    expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED']);
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

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'whose machine is shut down, so that %s ends all that follows it, leaves its job to be found again',
    async (signal) => {
      const cluster = await FakeCluster.open(here, (job) => job.tell(0, 3));
      let isSent = false;
      await workshop.call(['train', '--on', cluster.address, '--json'], (output, terminal) => {
        const [, id] = /"processId":(\d+)/.exec(output) ?? [];
        if (isSent || id === undefined || !output.includes('"epoch":3')) return;
        isSent = true;
        terminal.kill(signal);
        process.kill(Number(id), signal);
      });
      expect(isSent).toBe(true);
      const folder = inWorkshop(workshop.newestRun());
      const state = async () => runStateNow(folder, await readRunRecord(folder));
      await vi.waitUntil(async () => (await state()) === 'interrupted', { timeout: 20_000 });
      expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['RUNNING']);
      cluster.tell(3);
      await cluster.finish();
      const resumed = await workshop.call(['resume', folder, '--json']);
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(cluster.jobs.size).toBe(1);
    },
  );

  it('is found again where its cluster does not answer at first', async () => {
    const cluster = await FakeCluster.open(here, (job) => job.tell(0, 3));
    const words = ['train', '--on', cluster.address, '--json'];
    await workshop.call(words, once('"epoch":3', 'SIGTERM'));
    const run = inWorkshop(workshop.newestRun());
    await endProcessOf(run);
    cluster.tell(3);
    await cluster.finish();
    cluster.refuses = 503;
    const before = cluster.asked.length;
    const resuming = workshop.call(['resume', run, '--json']);
    await vi.waitUntil(() => cluster.asked.length > before + 2, { timeout: 20_000 });
    cluster.refuses = undefined;
    const resumed = await resuming;
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(cluster.jobs.size).toBe(1);
    expect(await readMetrics(run)).toEqual(cluster.epochs);
  });

  it('is followed, stopped and taken back by a program that is made for another Ray by now, which submits nothing to it', async () => {
    const cluster = await FakeCluster.open(here, (job) => job.tell(0, 3));
    const words = ['train', '--on', cluster.address, '--json'];
    const leave = async (call: readonly string[]) => {
      await workshop.call(call, once('"epoch":3', 'SIGTERM'));
      const run = inWorkshop(workshop.newestRun());
      await endProcessOf(run);
      return run;
    };
    const stopping = await leave(words);
    cluster.version = '2.59.0';
    const stopped = await workshop.call(['resume', stopping, '--json'], once('"started"', 'SIGINT'));
    expect(stopped.status, stopped.stderr).toBe(130);
    expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED']);
    const refused = await workshop.call(['resume', stopping]);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('is made for 2.60.0')]);
    expect(cluster.jobs.size).toBe(1);

    cluster.version = '2.60.0';
    const run = await leave(words);
    cluster.version = '2.59.0';
    cluster.tell(3);
    await cluster.finish();
    const resumed = await workshop.call(['resume', run, '--json']);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect((await readRunRecord(run)).engines?.training).toBe('Ray 2.60.0');
  });

  it('is found again where its project is opened by way of a link, and goes on where that was moved', async () => {
    const cluster = await FakeCluster.open(here, (job) => job.tell(0, 3));
    const words = ['train', '--on', cluster.address, '--json'];
    await workshop.call(words, once('"epoch":3', 'SIGTERM'));
    const run = workshop.newestRun();
    await endProcessOf(inWorkshop(run));
    const name = cluster.option('--name');
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
    onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
    const [link, moved] = [path.join(elsewhere, 'link'), path.join(elsewhere, 'moved')];
    await symlink(workshop.folder, link);
    const stopped = await workshop.call(
      ['resume', path.join(link, run), '--json'],
      once('"started"', 'SIGINT'),
    );
    expect(stopped.status, stopped.stderr).toBe(130);
    expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED']);

    await rename(workshop.folder, moved);
    await mkdir(workshop.folder);
    onTestFinished(async () => {
      await rmdir(workshop.folder);
      await rename(moved, workshop.folder);
    });
    const resuming = workshop.call(['resume', path.join(moved, run), '--json']);
    await vi.waitUntil(() => cluster.jobs.size === 2, { timeout: 20_000 });
    cluster.tell(3);
    await cluster.finish();
    const resumed = await resuming;
    expect(resumed.status, resumed.stderr).toBe(0);
    expect([...cluster.jobs.keys()].map((id) => id.slice(-2))).toEqual(['-1', '-2']);
    expect([cluster.option('--name'), cluster.option('--storage')]).toEqual([
      name,
      path.join(moved, '.transfer', 'ray'),
    ]);
  });

  it('whose storage is a bucket hands over, is found again and comes to its end by that alone', async () => {
    const bucket = await playedBucket();
    onTestFinished(() => bucket.close());
    const cluster = await FakeCluster.open(here, (job) => job.tell(0, 3), { bucket });
    await workshop.write(
      `address: ${cluster.address}\nstorage: s3://${bucket.name}/some/results/\n`,
      'ray.yaml',
    );
    onTestFinished(() => rm(inWorkshop('ray.yaml')));
    let killed = false;
    const kill = (output: string) => {
      const [, id] = /"processId":(\d+)/.exec(output) ?? [];
      if (killed || id === undefined || !output.includes('"epoch":3')) return;
      killed = true;
      process.kill(Number(id), 'SIGKILL');
    };
    await workshop.call(['train', '--on', '--json'], kill, bucket.environment);
    expect(killed).toBe(true);
    const name = cluster.option('--name');
    const own = `some/results/${name}`;
    expect([cluster.option('--storage'), cluster.option('--folder')]).toEqual([
      `s3://${bucket.name}/some/results`,
      `s3://${bucket.name}/${own}/handed`,
    ]);
    expect(bucket.objects.has(`${own}/handed/images/part-00000.parquet`)).toBe(true);
    cluster.tell(3);
    await cluster.judge(engines);
    await cluster.finish();
    const run = inWorkshop(workshop.newestRun());
    const resumed = await workshop.call(
      ['resume', workshop.newestRun(), '--json'],
      undefined,
      bucket.environment,
    );
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(cluster.jobs.size).toBe(1);
    expect(await readMetrics(run)).toEqual(cluster.epochs);
    const record = await readRunRecord(run);
    expect(record.result?.clusterAnswers?.used).toBe(true);
    expect(record.result?.proof.frozenIdentical).toBe(true);
    // What was handed over is removed, and so is what this machine has fetched.
    expect([...bucket.objects.keys()]).toEqual([`${own}/out/judged.bin`, `${own}/out/state.bin`]);
    expect(existsSync(path.join(run, 'transit'))).toBe(false);
    // The cluster's machines have credentials of their own.
    const sent = cluster.asked.map(({ body }) => String(body)).join();
    expect(sent).not.toContain(bucket.environment.AWS_SECRET_ACCESS_KEY);
    expect(sent).not.toContain('AWS_');
  });

  it('that is stopped while the workers’ answers come from the bucket goes on with them when it is resumed', async () => {
    const bucket = await playedBucket();
    onTestFinished(() => bucket.close());
    const cluster = await FakeCluster.open(
      here,
      (job) => {
        job.tell();
        void job.judge(engines).then(() => job.finish());
      },
      { bucket },
    );
    await workshop.write(`address: ${cluster.address}\nstorage: s3://${bucket.name}/some\n`, 'ray.yaml');
    onTestFinished(() => rm(inWorkshop('ray.yaml')));
    let isAsked = false;
    bucket.instead = ({ method, key }, response) => {
      if (method !== 'GET' || !key.endsWith('judged.bin')) return false;
      // They begin to come, and go no further.
      response.writeHead(200, { 'content-length': 1_000 }).write('begun');
      isAsked = true;
      return true;
    };
    let isSent = false;
    const whenAsked = (child: ChildProcess) => {
      const timer = setInterval(() => isAsked && child.kill('SIGINT') && clearInterval(timer), 50);
    };
    const stopped = await workshop.call(
      ['train', '--on', '--json'],
      (_, child) => {
        if (!isSent) whenAsked(child);
        isSent = true;
      },
      bucket.environment,
    );
    expect(stopped.status, stopped.stderr).toBe(130);
    expect(stopped.stdout).toContain('"stage":"take back in MB"');
    const run = workshop.newestRun();
    expect((await readRunRecord(inWorkshop(run))).state).toBe('stopped');
    bucket.instead = () => false;
    const resumed = await workshop.call(['resume', run, '--json'], undefined, bucket.environment);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(cluster.jobs.size).toBe(1);
    expect((await readRunRecord(inWorkshop(run))).result?.clusterAnswers?.used).toBe(true);
  });

  it.each<[string, string, number, RegExp]>([
    ['s3://bucket/results', 'AccessDenied', 403, /s3:\/\/bucket\/results can't be used .*s3:PutObject/],
    [
      's3://other',
      '',
      0,
      /The storage s3:\/\/other can't be used from this machine\. The bucket other .*is not there/,
    ],
  ])('whose storage %s can not be written (%s) is not begun', async (storage, word, status, message) => {
    const bucket = await playedBucket();
    onTestFinished(() => bucket.close());
    if (status > 0) {
      bucket.instead = (_, response) => {
        refuse(response, status, word);
        return true;
      };
    }
    const cluster = await FakeCluster.open(here, () => {}, { bucket });
    await workshop.write(`address: ${cluster.address}\nstorage: ${storage}\n`, 'ray.yaml');
    onTestFinished(() => rm(inWorkshop('ray.yaml')));
    const before = workshop.newestRun();
    const called = await workshop.call(['train', '--on'], undefined, bucket.environment);
    expect([called.status, called.stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(workshop.newestRun()).toBe(before);
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
    [['http://192.168.1.7:8265'], 'plain http to another machine', 2],
    [['ray://127.0.0.1'], 'begins with ray:', 2],
    [['http://127.0.0.1:9'], 'does not answer (ECONNREFUSED)', 1],
    [['images'], 'The file stands in front: `train images --on`', 2],
    [['FAKE', '--set', 'train.cache=off'], '`train.cache: off` is not done on Ray', 2],
  ])('by %j is not begun, and leaves no run behind', async (words, message, expected) => {
    const cluster = await FakeCluster.open(here, () => {});
    const before = workshop.newestRun();
    const given = words.map((word) => (word === 'FAKE' ? cluster.address : word));
    const { status, stderr } = await workshop.call(['train', '--on', ...given]);
    expect(stderr).toContain(message);
    expect(status).toBe(expected);
    expect(workshop.newestRun()).toBe(before);
    expect(cluster.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each([
    [{ refuses: 401 }, /RAY_AUTH_TOKEN, .*RAY_AUTH_TOKEN_PATH names, or from ~\/\.ray\/auth_token/],
    [{ refuses: 403 }, /refuses the token that it was given/],
    [{ version: '2.59.0' }, /runs Ray 2\.59\.0, and the job is made for 2\.60\.0/],
  ])('on a cluster of which %j is so is not begun', async (facts, message) => {
    const cluster = Object.assign(await FakeCluster.open(here, () => {}), facts);
    const before = workshop.newestRun();
    const { status, stderr } = await workshop.call(['train', '--on', cluster.address], undefined, planted);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(planted.RAY_AUTH_TOKEN);
    expect(workshop.newestRun()).toBe(before);
  });

  it('takes its address, its storage and its workers from ray.yaml, and says where it trains and what took how long', async () => {
    const cluster = await FakeCluster.open(here, (job) => {
      job.print(
        '@td {"event":"cache","phase":1,"cut":"flatten","reused":0,"computed":51,"decoded":51,"bytes":13056,"seconds":0.5,"engine":"ray keras"}',
      );
      job.tell();
      void job.finish();
    });
    const settings = `address: ${cluster.address}\nstorage: shared disk\nworkers: 2\nworker: { cpus: 3 }\n`;
    await workshop.write(settings, 'ray.yaml');
    const { status, stdout, stderr } = await workshop.call(['train', '--on']);
    expect(status, stderr).toBe(0);
    const given = ['--storage', '--workers', '--cpus', '--gpus'].map((name) => cluster.option(name));
    expect(given).toEqual([inWorkshop('shared disk'), '2', '3', '0']);
    const { host } = new URL(cluster.address);
    expect(stdout.match(new RegExp(`Training on Ray 2.60.0 at ${host}, 2 workers`, 'g'))).toHaveLength(1);
    const said = stdout.replaceAll('\u00a0', ' ');
    expect(said).toMatch(/^Cache: 0 of 51 outputs from the cache, 51 images decoded, on the cluster$/m);
    expect(said).toMatch(/^Time: .*hand over .*on the cluster .*prove/m);
    expect(said).toMatch(/^Images a second: frozen layers 102, training \S+; the whole run \S+$/m);
    await workshop.write(`address: ${cluster.address}\nstorage: transfer.yaml/below\n`, 'ray.yaml');
    const nowhere = await workshop.call(['train', '--on']);
    expect([nowhere.status, nowhere.stderr]).toEqual([
      2,
      expect.stringContaining("The storage can't be used"),
    ]);
    await workshop.write('workers: many\n', 'ray.yaml');
    const wrong = await workshop.call(['train', '--on']);
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('ray.yaml has no whole number from 1 to 10000 at `workers`'),
    ]);
    await rm(inWorkshop('ray.yaml'));
  });

  it('ends where this machine has too little memory to train the same', async () => {
    await workshop.write('require("node:os").totalmem = () => 100e6;', 'small.js');
    // Read as a shell reads words; the folder's name has a blank in it.
    const small = { NODE_OPTIONS: `--require "${inWorkshop('small.js')}"` };
    const alone = await workshop.call(['train'], undefined, small);
    expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining('this machine has 100 MB')]);
    const cluster = await FakeCluster.open(here, (job) => {
      job.tell();
      void job.finish();
    });
    const far = await workshop.call(['train', '--on', cluster.address], undefined, small);
    expect(far.status, far.stderr).toBe(0);
    expect(far.stderr).not.toContain('memory');
  });

  it('by an address that ray.yaml alone names is not begun, and tells no token there', async () => {
    const before = workshop.newestRun();
    await workshop.write('address: https://ray.example.invalid\n', 'ray.yaml');
    const withToken = await workshop.call(['train', '--on'], undefined, planted);
    const without = await workshop.call(['train', '--on'], undefined, { HOME: inWorkshop() });
    const named = ['train', '--on', 'https://ray.example.invalid'];
    const meant = await workshop.call(named, undefined, planted);
    await rm(inWorkshop('ray.yaml'));
    expect([withToken.status, withToken.stderr]).toEqual([
      2,
      expect.stringContaining('name it once in the call: --on https://ray.example.invalid/'),
    ]);
    for (const { status, stderr } of [without, meant]) {
      expect(status).toBe(1);
      expect(stderr).toContain('The cluster at ray.example.invalid does not answer');
    }
    expect(workshop.newestRun()).toBe(before);
  });

  it.each([
    ['closed', 'SIGHUP', 129],
    ['ended', 'SIGTERM', 143],
  ] as const)('goes on where its terminal is %s', async (_, signal, ended) => {
    const cluster = await FakeCluster.open(here, (job) => job.tell(0, 1));
    const words = ['train', '--on', cluster.address, '--json'];
    const left = await workshop.call(words, once('"epoch":1', signal));
    expect(left.status, left.stderr).toBe(ended);
    expect(left.stderr).toContain('goes on in the background');
    cluster.tell(1);
    await cluster.finish();
    const run = inWorkshop(workshop.newestRun());
    await vi.waitUntil(async () => (await readRunRecord(run)).state === 'finished', { timeout: 60_000 });
    expect(await readMetrics(run)).toEqual(cluster.epochs);
  });

  it('tells what its job tells within 5 s, and the token to nobody, not even where the cluster prints it', async () => {
    let printed = 0;
    let heard = 0;
    const cluster = await FakeCluster.open(here, (job) => {
      job.print(`Hello, ${planted.RAY_AUTH_TOKEN}`);
      setTimeout(() => {
        printed = performance.now();
        job.tell(0, 1);
      }, 1_500);
    });
    const finish = () => {
      heard = performance.now();
      cluster.tell(1);
      void cluster.finish();
    };
    const words = ['train', '--on', cluster.address, '--json'];
    const onOutput = (output: string) => heard === 0 && output.includes('"epoch":1') && finish();
    const { status, stdout, stderr } = await workshop.call(words, onOutput, planted);
    expect(status, stderr).toBe(0);
    expect(heard - printed).toBeLessThan(5_000);
    expect(cluster.asked[0]?.headers.authorization).toBe(`Bearer ${planted.RAY_AUTH_TOKEN}`);
    const run = inWorkshop(workshop.newestRun());
    const files = readdirSync(run, { recursive: true, encoding: 'utf8', withFileTypes: true });
    const written = files
      .filter((each) => each.isFile())
      .map((each) => path.join(each.parentPath, each.name));
    const texts = written.map((file) => readFileSync(file, 'utf8'));
    expect(texts.some((text) => text.includes('Hello, (the token)'))).toBe(true);
    expect([stdout, stderr, ...texts].filter((text) => text.includes(planted.RAY_AUTH_TOKEN))).toEqual([]);
  });

  it('says at its end that the images are others than those that were handed over, and proves no loss by them', async () => {
    const [image = ''] = readdirSync(inWorkshop('images'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.png'),
    );
    const file = inWorkshop('images', image);
    const more = `${file.slice(0, -4)} again.png`;
    const cluster = await FakeCluster.open(here, (job) => {
      writeFileSync(more, readFileSync(file));
      job.tell();
      void job.finish();
    });
    const { status, stdout, stderr } = await workshop.call(['train', '--on', cluster.address, '--json']);
    await rm(more);
    expect(status, stderr).toBe(0);
    const codes = eventsIn(stdout).flatMap((event) => (event.event === 'warning' ? [event.code] : []));
    expect(codes).toContain('images-changed');
    const record = await readRunRecord(inWorkshop(workshop.newestRun()));
    expect(record.dataset?.changed).toBe(true);
    expect(record.result?.proof.lossDifference).toBeNull();
  });

  it('that finds another base at its end proves nothing, and ends once the old one is back', async () => {
    const base = inWorkshop('base', 'model.json');
    const before = readFileSync(base, 'utf8');
    const cluster = await FakeCluster.open(here, (job) => {
      writeFileSync(base, `${before} `);
      job.tell();
      void job.finish();
    });
    const { status, stderr } = await workshop.call(['train', '--on', cluster.address]);
    writeFileSync(base, before);
    expect(status).toBe(1);
    expect(stderr).toContain('is not the one this run was planned with');
    const resumed = await workshop.call(['resume', workshop.newestRun()]);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(cluster.jobs.size).toBe(1);
  });

  it('is lost where its cluster is silent for long, and goes on at another address', async () => {
    const runs = inWorkshop('runs');
    const { state: _, result: __, dataset: ___, ...local } = await readRunRecord(here);
    const gone = await FakeCluster.open(here, () => {});
    const folder = await createRunFolder(runs, 'lost', new Date());
    const cluster = {
      address: gone.address,
      storage: inWorkshop('storage'),
      ...{ workers: 1, cpus: 1, gpus: 0 },
    };
    const record = { ...local, name: path.basename(folder), state: 'created' as const, cluster };
    await writeRunRecord(folder, record);
    await writeClusterJob(folder, { attempt: 1, lines: 0 });
    gone.begin(jobName(record, 1));
    gone.tell(0, 2);
    const programs = path.resolve(import.meta.dirname, '../../ray-job');
    const storage = await openRunStorage(folder, record);
    const question = { folder, record, storage, catalogFolder: '', programs };
    const lost = trainOnCluster({ ...question, longestSilence: 1_500 });
    const failed = expect(lost).rejects.toMatchObject({ code: 'cluster-lost' });
    await vi.waitUntil(async () => (await readMetrics(folder)).length === 2, { timeout: 20_000 });
    gone.refuses = 503;
    await failed;
    const there = await FakeCluster.open(here, (job) => {
      job.tell(1);
      void job.finish();
    });
    const resumed = await workshop.call(['resume', folder, '--on', there.address]);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect([...there.jobs.keys()]).toEqual([jobName(record, 1)]);
    expect(await readMetrics(folder)).toEqual(there.epochs);
    expect((await readRunRecord(folder)).cluster?.address).toBe(`${there.address}`);
  });
});
