import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { createRunFolder, readRunRecord, writeRunRecord } from '../../src/disk/runs/run-folder';
import type { RunRecord } from '../../src/shared/run-record';
import { trainOnCluster } from '../../src/train/ray/cluster-run';
import { jobName, openRunStorage, storedName } from '../../src/train/ray/run-in-storage';
import { nativeEngineFolder } from '../train/run-workshop';
import { eventsIn, TerminalWorkshop } from '../train/terminal-workshop';
import { describeOnRay } from './on-ray';
import { jobFolder } from './python-for-ray';
import { type BucketAccess, RayCluster } from './ray-cluster';

/** So many that they can be interrupted, and are done in half a minute. */
const epochs = 300;

describeOnRay("a terminal's run on a cluster of Ray", (ray) => {
  const token = { RAY_AUTH_TOKEN: ray.token, ...ray.bucket?.environment };
  let workshop: TerminalWorkshop;
  let here: string;

  beforeAll(async () => {
    workshop = await TerminalWorkshop.open(await nativeEngineFolder());
    await workshop.write(bothStarts(workshop.file(epochs)));
    const { status, stderr } = await workshop.call(['train', '--quiet']);
    expect(status, stderr).toBe(0);
    here = inWorkshop(workshop.newestRun());
    // Where there is a bucket, all that goes back and forth goes through it.
    const storage = ray.bucket ? `storage: ${ray.bucket.address}/some/results\n` : '';
    await workshop.write(`address: ${ray.address}\nworkers: 2\n${storage}`, 'ray.yaml');
  });

  afterAll(() => workshop?.close());

  const inWorkshop = (...parts: string[]) => path.join(workshop.folder, ...parts);

  /** Calls the terminal program with machine-readable output and, once it has told what is asked for, does something to it. */
  const until = (words: readonly string[], told: RegExp, act: (output: string, end: () => void) => void) => {
    let isDone = false;
    return workshop.call(
      [...words, '--json'],
      (output, child) => {
        if (isDone || !told.test(output)) return;
        isDone = true;
        act(output, () => child.kill('SIGINT'));
      },
      token,
    );
  };
  const end = (_: string, ending: () => void) => ending();
  const anEpoch = /"event":"epoch"/;

  it('is refused by a wrong token, before there is a run', async () => {
    const before = workshop.newestRun();
    const wrong = { RAY_AUTH_TOKEN: 'not-the-token' };
    const { status, stderr } = await workshop.call(['train', '--on'], undefined, wrong);
    expect([status, stderr]).toEqual([1, expect.stringContaining('refuses the token that it was given')]);
    expect(workshop.newestRun()).toBe(before);
  });

  it('ends as one on this machine, though its process, its job and its driver are ended in between', async () => {
    // The process on this machine is killed; the job goes on.
    const begun = await until(['train', '--on'], anEpoch, (output) => {
      process.kill(Number(/"processId":(\d+)/.exec(output)?.[1]), 'SIGKILL');
    });
    const run = workshop.newestRun();
    expect(begun.status).toBe(1);
    // It is found again, and stopped.
    const stopped = await until(['resume', run], anEpoch, end);
    expect([stopped.status, stopped.stderr]).toEqual([130, expect.stringContaining('Stopped after epoch')]);
    // Another job goes on, until its driver is killed.
    const record = await readRunRecord(inWorkshop(run));
    const failed = await until(['resume', run], anEpoch, () => killDriver(jobName(record, 2)));
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain('The job ended on the cluster without a result. It was killed');
    // And another one comes to the end.
    const ended = await workshop.call(['resume', run, '--json'], undefined, token);
    expect(ended.status, ended.stderr).toBe(0);

    const local = await readRunRecord(here);
    const far = await readRunRecord(inWorkshop(run));
    expect(accuraciesOf(far)).toEqual(accuraciesOf(local));
    // Nobody but the cluster judged either start.
    const answers = [far.result, far.otherResult].map((result) => result?.clusterAnswers);
    expect(answers).toEqual([
      expect.objectContaining({ used: true }),
      expect.objectContaining({ used: true }),
    ]);
    const { frozenTensors, frozenIdentical } = local.result?.proof ?? {};
    expect(far.result?.proof).toMatchObject({ frozenTensors, frozenIdentical });
    expect(existsSync(inWorkshop(run, 'report.html'))).toBe(true);
    expect(existsSync(inWorkshop('.transfer', 'ray'))).toBe(ray.bucket === undefined);
    const stored = ray.bucket ? await keysIn(ray.bucket) : filesIn(inWorkshop('.transfer', 'ray'));
    const own = stored.filter((name) => name.includes(`${storedName(far)}/`));
    expect(own.filter((name) => /\/(handed|out)\/./.test(name)).map((name) => path.basename(name))).toEqual([
      ...['judged.bin', 'state.bin'],
    ]);
    expect(stored.filter((name) => /features\/.*\.parquet$/.test(name))).toHaveLength(4);
    const events = readFileSync(inWorkshop(run, 'events.jsonl'), 'utf8');
    expect(events).toMatch(/"event":"fallback".*The pretrained start has /);
    const told = epochsIn(events);
    const kept = (await readMetrics(inWorkshop(run))).map(({ epoch }) => epoch);
    expect(kept).toEqual((await readMetrics(here)).map(({ epoch }) => epoch));
    expect(told).toEqual(kept);
  });

  it('whose head is killed is lost when that is silent, and ends on another cluster, which computes no output again', async () => {
    const { state: _, result: __, dataset: ___, ...local } = await readRunRecord(here);
    const folder = await createRunFolder(inWorkshop('runs'), 'head', new Date());
    const other = await RayCluster.start(ray.python, 1);
    try {
      const cluster = {
        ...{ address: other.access.address, storage: inWorkshop('storage of the head') },
        ...{ workers: 1, cpus: 1, gpus: 0 },
      };
      const record = { ...local, name: path.basename(folder), state: 'created' as const, cluster };
      await writeRunRecord(folder, record);
      vi.stubEnv('RAY_AUTH_TOKEN', other.access.token);
      vi.stubEnv('TRANSFER_DESIGNER_TFJS_NODE', await nativeEngineFolder());
      const storage = await openRunStorage(folder, record);
      const run = { folder, record, storage, catalogFolder: '', programs: jobFolder, longestSilence: 3_000 };
      const lost = trainOnCluster(run).then(
        () => 'trained',
        ({ code, message }) => ({ code, message, at: performance.now() }),
      );
      // Epochs are told when hundreds of them may be done; once both starts' outputs are kept workers take seconds to begin.
      const told = () => readFileSync(path.join(folder, 'events.jsonl'), 'utf8');
      const caches = () => told().match(/"event":"cache"/g);
      await vi.waitFor(() => expect(caches()).toHaveLength(2), { timeout: 150_000, interval: 50 });
      other.killHead();
      killDriver(jobName(record, 1));
      const killed = performance.now();
      expect(await lost).toMatchObject({
        code: 'cluster-lost',
        message: expect.stringContaining('has not answered for 3 seconds'),
        at: expect.toSatisfy((at: number) => at - killed < 10_000),
      });
    } finally {
      vi.unstubAllEnvs();
      await other.close();
    }
    const ended = await workshop.call(['resume', folder, '--on', ray.address, '--json'], undefined, token);
    expect(ended.status, ended.stderr).toBe(0);
    const caches = eventsIn(ended.stdout).filter(({ event }) => event === 'cache');
    expect(caches).toMatchObject([
      { computed: 0, reused: 51 },
      { computed: 0, reused: 51 },
    ]);
    const far = await readRunRecord(folder);
    expect(accuraciesOf(far)).toEqual(accuraciesOf(await readRunRecord(here)));
    expect(await readMetrics(folder)).toHaveLength((await readMetrics(here)).length);
  });

  it('that asks for more than the cluster has is told so within seconds of its start, and can be stopped', async () => {
    await workshop.write(`address: ${ray.address}\nworkers: 50\n`, 'ray.yaml');
    const called = await until(['train', '--on'], /"cluster-too-small"/, end);
    expect(called.status, called.stderr).toBe(130);
    const events = eventsIn(called.stdout);
    const at = (is: (event: (typeof events)[number]) => boolean) => Date.parse(events.find(is)?.time ?? '');
    const warned = at((event) => event.event === 'warning' && event.code === 'cluster-too-small');
    const began = at((event) => event.event === 'progress' && event.stage === 'start the job');
    expect(warned - began).toBeLessThan(30_000);
  });
});

/** Of all objects; the server asks nobody who they are. */
async function keysIn({ address, environment }: BucketAccess): Promise<readonly string[]> {
  const list = `${environment.AWS_ENDPOINT_URL}/${address.slice('s3://'.length)}?list-type=2`;
  const text = await (await fetch(list)).text();
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

function epochsIn(output: string): readonly number[] {
  return eventsIn(output).flatMap((event) => (event.event === 'epoch' ? [event.epoch] : []));
}

function accuraciesOf({ result, otherResult }: RunRecord) {
  return [result, otherResult].map((each) => {
    return [each?.start, each?.epoch, each?.validation.accuracy, each?.test?.accuracy];
  });
}

/** A file's head, then everything for a few epochs, and that from a random start as well. */
function bothStarts(file: string): string {
  const everything = '    - { train: everything, epochs: 3, patience: 3 }\n';
  return `case: 4\n${file.replace('train:\n', 'train:\n  fallback: compare\n')}${everything}`;
}

/** Kills what runs a job's own program, as the system does where memory runs out. */
function killDriver(id: string): void {
  const name = id.replace(/^transfer-/, '').replace(/-\d+$/, '');
  const drivers = readdirSync('/proc').filter((process) => {
    try {
      const words = readFileSync(`/proc/${process}/cmdline`, 'utf8').split('\0');
      return words[0]?.endsWith('python') && words.includes('transfer_job.job') && words.includes(name);
    } catch {
      return false;
    }
  });
  expect(drivers).toHaveLength(1);
  process.kill(Number(drivers[0]), 'SIGKILL');
}
