import { appendFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import { eventComplaint } from '../../src/shared/run-event-checks';
import { farthest, type KeptRows, rowsHere, rowsOf, rowsThere } from './kept-rows';
import { describeOnRay } from './on-ray';
import { jobFolder, run } from './python-for-ray';
import { apart, leftBy, newestCheckpoint, RayWorkshop, stateFile } from './ray-workshop';
import { type EndedJob, SubmittedJob } from './submitted-job';

describeOnRay('a project that a cluster of Ray trains', (ray) => {
  let workshop: RayWorkshop;
  let storage: string;
  let place: string;
  let here: Awaited<ReturnType<RayWorkshop['trainHere']>>;
  let job: EndedJob;
  let rows: KeptRows[];

  const jobArguments = (where: string, name: string, workers: number): string[] => [
    ...['--storage', where, '--name', name, '--workers', String(workers)],
  ];
  /** Under names that no other run of these tests has. */
  const submit = (id: string, where: string, name: string, workers: number): SubmittedJob =>
    new SubmittedJob(
      ray,
      `${path.basename(workshop.folder)}-${id}`,
      place,
      ...jobArguments(where, name, workers),
    );

  beforeAll(async () => {
    workshop = await RayWorkshop.open();
    storage = path.join(workshop.folder, 'storage');
    const plan = workshop.plan();
    ({ place } = await workshop.export(plan, 'out'));
    here = await workshop.trainHere(plan);
    job = await submit('two', storage, 'two', 2).ended;
    expect(job.log, job.log).toContain('Done:');
    rows = await rowsThere(ray.python, place, storage);
  }, 600_000);

  afterAll(() => workshop?.close());

  it('has of each picture and view the frozen outputs that it has here, within 1e-5, and the same pixels', async () => {
    const features = path.join(workshop.local.folder, '.transfer', 'features');
    const [outputs, first, second, pixels] = rows as [KeptRows, KeptRows, KeptRows, KeptRows];
    expect(new Set(outputs.images).size).toBe(51);
    const own = await rowsHere(features, 'float32', outputs.images);
    const ownPixels = await rowsHere(features, 'uint8', pixels.images);
    // Test images are given to the whole network alone.
    expect([own, ownPixels].map(({ images }) => images.length)).toEqual([36, 51]);
    expect(farthest(rowsOf(outputs, own.images), own.values)).toBeLessThan(1e-5);
    for (const [view, there] of [first, second].entries()) {
      const ownView = await rowsHere(features, 'float32', there.images, [view + 1, workshop.plan().training]);
      expect([there, ownView].map(({ images }) => images.length)).toEqual([27, 27]);
      expect(farthest(rowsOf(there, ownView.images), ownView.values)).toBeLessThan(1e-5);
      expect(farthest(rowsOf(outputs, ownView.images), ownView.values)).toBeGreaterThan(0.1);
    }
    expect(farthest(rowsOf(pixels, ownPixels.images), ownPixels.values)).toBe(0);
  });

  it('has on two workers the weights of both starts that it has here, within 1e-4', async () => {
    const back = await workshop.takeBack(workshop.plan(), stateFile(storage, 'two'));
    expect(back.checkpoint.outcomes.map(({ start }) => start)).toEqual(['pretrained', 'random']);
    expect(apart(back.checkpoint, here.checkpoint)).toBeLessThan(1e-4);
    const [local, far] = await Promise.all([here.run, back.run].map(readRunRecord));
    expect(far).toMatchObject({ state: 'finished', result: { proof: { frozenIdentical: true } } });
    expect(far?.result?.start).toBe(local?.result?.start);
    expect(far?.otherResult?.validation.accuracy).toBe(local?.otherResult?.validation.accuracy);
    expect(far?.result?.validation.accuracy).toBe(local?.result?.validation.accuracy);
    expect(far?.result?.test?.accuracy).toBe(local?.result?.test?.accuracy);
    expect(far?.result?.proof.goldenDifference).toBeLessThan(1e-5);
  });

  it('tells what it does in the events of a run, each epoch once', () => {
    const stamped = job.events.map((event) => ({ time: new Date(0).toISOString(), ...event }));
    expect(stamped.map(eventComplaint).filter((complaint) => complaint !== undefined)).toEqual([]);
    const told = job.events.map(({ event, start = '', phase, epoch }) => {
      return [event, start, phase, epoch].join(' ').trim();
    });
    const epochs = here.checkpoint.epochs.map(
      ({ start, phase, epoch }) => `epoch ${start} ${phase} ${epoch}`,
    );
    expect(told.filter((line) => line.startsWith('epoch'))).toEqual(epochs);
    expect(told.filter((line) => /^(cache|phase|fallback)/.test(line))).toEqual([
      ...['cache  1', 'cache  2'],
      ...['phase pretrained 1', 'phase pretrained 2', 'fallback', 'phase random 1'],
    ]);
  });

  it('judges validation and test images there, as the run that ends here does', async () => {
    const { tensors } = await leftBy(storage, 'two', 'judged.bin');
    const shapes = [...tensors].map(([side, { shape }]) => [side, ...shape]);
    expect(shapes).toEqual([
      ['validation', 9, 3],
      ['test', 15, 3],
      ['other:validation', 9, 3],
      ['other:test', 15, 3],
    ]);
    const sums = [...(tensors.get('test')?.values ?? [])].reduce((sum, value) => sum + value, 0);
    expect(sums).toBeCloseTo(15, 4);
  });

  it('has on one worker the weights of two, within 1e-5, and computes no output twice', async () => {
    const one = await submit('one', storage, 'one', 1).ended;
    expect(one.events.filter(({ event }) => event === 'cache')).toMatchObject([
      { computed: 0, reused: 51 + 2 * 27 },
      { computed: 0, reused: 51 },
    ]);
    const [alone, together] = await Promise.all(
      ['one', 'two'].map((name) => leftBy(storage, name, 'state.bin')),
    );
    const differences = [...(alone?.tensors ?? [])].map(([name, { values }]) =>
      farthest(values, together?.tensors.get(name)?.values ?? new Float32Array()),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('is done at once where its result is there', async () => {
    const before = await readFile(stateFile(storage, 'two'));
    expect(await submit('again', storage, 'two', 2).ended).toMatchObject({ succeeded: true, events: [] });
    expect(await readFile(stateFile(storage, 'two'))).toEqual(before);
  });

  describe('whose actor, driver, worker and mailbox are killed and which is stopped', () => {
    let elsewhere: string;
    let outcomes: Awaited<ReturnType<SubmittedJob['outcome']>>[];
    let ended: EndedJob[];

    /** Waits for as many checkpoints more. */
    const goesOn = async (submitted: SubmittedJob, count: number): Promise<void> => {
      const before = await newestCheckpoint(elsewhere, 'disturbed');
      const seen = new Set<string>();
      await submitted.until('a checkpoint', async () => {
        const newest = await newestCheckpoint(elsewhere, 'disturbed');
        if (newest !== undefined && newest !== before) seen.add(newest);
        return seen.size >= count ? true : undefined;
      });
    };

    beforeAll(async () => {
      elsewhere = path.join(workshop.folder, 'disturbed');
      const settings = path.join(place, 'job.json');
      // A checkpoint after each epoch.
      await writeFile(
        settings,
        JSON.stringify({ ...JSON.parse(await readFile(settings, 'utf8')), reportSeconds: 0 }),
      );
      const killed = submit('killed', elsewhere, 'disturbed', 2);
      await killed.killActor('FeatureMaker');
      await goesOn(killed, 2);
      // It prints what its workers say up to a second later.
      await killed.until('an epoch that is told', async () => (await killed.hasTold('epoch')) || undefined);
      await killed.killDriver();
      outcomes = [await killed.outcome()];

      const stopped = submit('stopped', elsewhere, 'disturbed', 2);
      await goesOn(stopped, 1);
      await stopped.killActor('RayTrainWorker');
      await goesOn(stopped, 2);
      await stopped.stop();
      outcomes.push(await stopped.outcome());

      const last = submit('last', elsewhere, 'disturbed', 2);
      await last.killActor('Mailbox');
      outcomes.push(await last.outcome());
      ended = await Promise.all([killed, stopped, last].map((each) => each.ended));
    }, 600_000);

    it('has failed, was stopped and is done, as Ray says', () => {
      expect(outcomes).toEqual([
        { status: 'FAILED', exitCode: 137 },
        expect.objectContaining({ status: 'STOPPED' }),
        { status: 'SUCCEEDED', exitCode: 0 },
      ]);
    });

    it('has the outputs of every picture once, the same bits as undisturbed', async () => {
      expect(await rowsThere(ray.python, place, elsewhere)).toEqual(rows);
      const files = await readdir(path.join(elsewhere, 'features'), { recursive: true });
      expect(files.filter((name) => /part-\d+-\w+\.\w+$/.test(name))).toHaveLength(8);
    });

    it('goes on from its checkpoint each time it is submitted', () => {
      const placeOf = (event: Readonly<Record<string, unknown>> | undefined) =>
        [event?.start, event?.phase, event?.epoch].join(' ');
      const places = here.checkpoint.epochs.map((epoch) => placeOf({ ...epoch }));
      const firsts = ended.map(({ events }) => events.find(({ event }) => event === 'epoch'));
      const numbers = firsts.map((event) => places.indexOf(placeOf(event)) + 1);
      expect(numbers[0]).toBe(1);
      expect(numbers[1]).toBeGreaterThan(2);
      expect(numbers[2]).toBeGreaterThan(4);
    });

    it('tells epochs to the last one when what carries them was killed', () => {
      const places = here.checkpoint.epochs.map(({ start, phase, epoch }) => ({ start, phase, epoch }));
      expect(ended[2]?.events.findLast(({ event }) => event === 'epoch')).toMatchObject(places.at(-1) ?? {});
    });

    it('warns that an actor and a worker were lost, this one with its last words', () => {
      const warnings = ended.map(({ events }) => events.filter(({ event }) => event === 'warning'));
      const lost = (message: RegExp) => [{ code: 'worker-lost', message: expect.stringMatching(message) }];
      expect(warnings).toMatchObject([
        lost(/^The process that computes the frozen layers for \S+ to \S+, part-0000\d\.parquet, was lost\./),
        lost(/^The cluster has lost .* \(\w+: .*\)\./),
        [],
      ]);
    });

    it('has the same bits as undisturbed, and the same epochs', async () => {
      const [undisturbed, disturbed] = await Promise.all([
        leftBy(storage, 'two', 'state.bin'),
        leftBy(elsewhere, 'disturbed', 'state.bin'),
      ]);
      expect(disturbed.tensors).toEqual(undisturbed.tensors);
      expect(withoutTimes(disturbed.json)).toEqual(withoutTimes(undisturbed.json));
      expect(await leftBy(elsewhere, 'disturbed', 'judged.bin')).toEqual(
        await leftBy(storage, 'two', 'judged.bin'),
      );
    });
  });

  it('ends at once where the loss is no number any more, by its own words', async () => {
    const { phases, ...plan } = workshop.plan();
    const large = { ...plan, phases: phases.map((phase) => ({ ...phase, learningRate: 1e30 })) };
    const { place: diverges } = await workshop.export(large, 'diverges');
    const id = `${path.basename(workshop.folder)}-diverges`;
    const given = jobArguments(storage, 'diverges', 2);
    const { succeeded, events } = await new SubmittedJob(ray, id, diverges, ...given).ended;
    expect(succeeded).toBe(false);
    const told = events.filter(({ event }) => /^(epoch|warning|failed)$/.test(event));
    expect(told).toEqual([
      {
        ...{ event: 'failed', code: 'loss-not-finite' },
        message: expect.stringMatching(/^The loss is not a number any more in epoch 1: .* \(now 1e\+30\)/),
      },
    ]);
  });

  it('says at once that the cluster has too few machines, and gives up when it has waited', async () => {
    const id = `${path.basename(workshop.folder)}-many`;
    const many = new SubmittedJob(ray, id, place, ...jobArguments(storage, 'many', 50), '--wait', '3');
    const { succeeded, events } = await many.ended;
    expect(succeeded).toBe(false);
    expect(events).toMatchObject([
      {
        event: 'warning',
        code: 'cluster-too-small',
        message: expect.stringMatching(/waiting for machines, 3 seconds at most: the cluster has room for/),
      },
      { event: 'progress', stage: 'wait for workers', total: 50 },
      {
        event: 'failed',
        code: 'cluster-too-small',
        message: expect.stringMatching(/^After 3 seconds the cluster has room for \d+ of 50 workers/),
      },
    ]);
  });

  it('leaves out images that are others than were handed over, up to 5 %, and makes nothing where it lacks their folder, decodes or answers otherwise', async () => {
    const kept = path.join(workshop.folder, 'faults');
    await mkdir(kept);
    const script = path.join(import.meta.dirname, '../fixtures/ray/meet-faults.py');
    const said = await run(ray.python, script, jobFolder, place, kept);
    const told = said.split(/^\{"fault": "(.*)"\}$/m).slice(1);
    const failed = (code: string, message: RegExp) => ({
      ...{ event: 'failed', code },
      message: expect.stringMatching(message),
    });
    expect(told.filter((_, at) => at % 2 === 0)).toEqual([
      ...['two others', 'ten others', 'no share', 'empty mount', 'other pixels', 'other answers'],
    ]);
    const events = told.filter((_, at) => at % 2 === 1).map(eventIn);
    expect(events[0]).toMatchObject({
      ...{ event: 'warning', code: 'unreadable-images' },
      message: expect.stringMatching(/^2 of 51 images can't be read: .*They are left out\.$/),
      images: [{ reason: 'It is not there any more.' }, { reason: 'It was changed since it was exported.' }],
    });
    expect(events.slice(1)).toEqual([
      failed('unreadable-images', /^10 of 51 images can't be read: .* and 5 more\. Repair or remove them/),
      failed(
        'storage',
        /^A machine of the cluster can't use file:.*\/share\/cat\/1\.png: the folder .* not there, or/,
      ),
      failed(
        'storage',
        /^A machine of the cluster can't use file:.*\/mount\/1\.png: the folder .* is empty\./,
      ),
      failed('versions-differ', /^This machine decodes pictures by libvips \S+, and .* with 8\.1\.0\./),
      failed('network-differs', /^The network answers otherwise here than where it was exported/),
    ]);
  });

  it('gives up on a part whose process ends again and again, and says which pictures it has', async () => {
    const fatal = path.join(workshop.folder, 'fatal');
    await cp(place, fatal, { recursive: true });
    const end = [
      ...['import os', 'whole = FeatureMaker.make'],
      'FeatureMaker.make = lambda maker, part: os._exit(1) if "1." in part else whole(maker, part)',
    ];
    await appendFile(path.join(fatal, 'transfer_job', 'features.py'), end.join('\n'));
    const id = `${path.basename(workshop.folder)}-fatal`;
    const job = new SubmittedJob(ray, id, fatal, ...jobArguments(path.join(fatal, 'kept'), 'fatal', 2));
    const { succeeded, events } = await job.ended;
    expect(succeeded).toBe(false);
    expect(events.filter(({ event }) => event !== 'progress')).toEqual([
      ...Array(3).fill(expect.objectContaining({ event: 'warning', code: 'worker-lost' })),
      {
        ...{ event: 'failed', code: 'part-lost' },
        message: expect.stringMatching(
          /for \S+ to \S+, part-00001\.parquet, was lost, 4 times\. Ray says: .*\. Most often it wants more memory/,
        ),
      },
    ]);
  });

  it('names what is installed in other versions, before Ray is loaded', async () => {
    const other = path.join(workshop.folder, 'other');
    await cp(place, other, { recursive: true });
    const file = path.join(other, 'requirements.txt');
    const pinned = (await readFile(file, 'utf8')).replace(/^(ray\[.*\]|keras)==.*/gm, '$1==1.13.0');
    await writeFile(file, pinned);
    const { status, stdout, stderr } = await runToEnd(
      ray.python,
      ['-X', 'importtime', '-m', 'transfer_job.job', ...jobArguments(storage, 'other', 1)],
      { folder: other },
    );
    expect(status).toBe(1);
    expect(eventIn(stdout)).toEqual({
      event: 'failed',
      code: 'versions-differ',
      message: expect.stringMatching(
        /^This machine has ray 2\.\S+ and keras 3\.\S+, and the project is made for ray 1\.13\.0 and keras 1\.13\.0\./,
      ),
    });
    expect(stderr).not.toMatch(/\| +ray$/m);
  });
});

/** The first event among the lines of a log. */
function eventIn(log: string): unknown {
  const [, event = 'null'] = /^@td (.*)$/m.exec(log) ?? [];
  return JSON.parse(event);
}

/** What a job says, but for how long things took. */
function withoutTimes(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json, (key, value) => (/^seconds/.test(key) ? undefined : value)));
}
