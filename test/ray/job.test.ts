import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { eventComplaint } from '../../src/shared/run-event-checks';
import { plainSeal, readTensorFile } from '../../src/train/run/tensor-file';
import { describeOnRay } from './on-ray';
import { apart, RayWorkshop, stateFile } from './ray-workshop';
import { type EndedJob, submitJob } from './submit-job';

describeOnRay('a project that a cluster of Ray trains', (ray) => {
  let workshop: RayWorkshop;
  let storage: string;
  let here: Awaited<ReturnType<RayWorkshop['trainHere']>>;
  let job: EndedJob;

  beforeAll(async () => {
    workshop = await RayWorkshop.open();
    storage = path.join(workshop.folder, 'storage');
    const plan = workshop.plan();
    const { place } = await workshop.export(plan, 'out');
    here = await workshop.trainHere(plan);
    job = await submitJob(ray, 'two', place, '--storage', storage, '--name', 'two', '--workers', '2');
    expect(job.log, job.log).toContain('Done:');
  }, 600_000);

  afterAll(() => workshop?.close());

  it('has on two workers the weights that it has here, within 1e-4', async () => {
    const back = await workshop.takeBack(workshop.plan(), stateFile(storage, 'two'));
    expect(apart(back.checkpoint, here.checkpoint)).toBeLessThan(1e-4);
    const [local, far] = await Promise.all([here.run, back.run].map(readRunRecord));
    expect(far).toMatchObject({ state: 'finished', result: { proof: { frozenIdentical: true } } });
    expect(far?.result?.validation.accuracy).toBe(local?.result?.validation.accuracy);
    expect(far?.result?.test?.accuracy).toBe(local?.result?.test?.accuracy);
    expect(far?.result?.proof.goldenDifference).toBeLessThan(1e-5);
  });

  it('tells what it does in the events of a run, each epoch once', () => {
    const stamped = job.events.map((event) => ({ time: new Date(0).toISOString(), ...event }));
    expect(stamped.map(eventComplaint).filter((complaint) => complaint !== undefined)).toEqual([]);
    const told = job.events.map(({ event, phase, epoch }) => [event, phase, epoch].join(' ').trim());
    const epochs = here.checkpoint.epochs.map(({ phase, epoch }) => `epoch ${phase} ${epoch}`);
    expect(told.filter((line) => line.startsWith('epoch'))).toEqual(epochs);
    expect(told.filter((line) => /^(cache|phase)/.test(line))).toEqual([
      'cache 1',
      'cache 2',
      'phase 1',
      'phase 2',
    ]);
  });

  it('judges validation and test images there, as the run that ends here does', async () => {
    const { tensors } = await readTensorFile(path.join(storage, 'two', 'out', 'judged.bin'), plainSeal);
    const shapes = [...tensors].map(([side, { shape }]) => [side, ...shape]);
    expect(shapes).toEqual([
      ['validation', 9, 3],
      ['test', 15, 3],
    ]);
    const sums = [...(tensors.get('test')?.values ?? [])].reduce((sum, value) => sum + value, 0);
    expect(sums).toBeCloseTo(15, 4);
  });

  it('is done at once where its result is there, and computes no output twice', async () => {
    const { place } = await workshop.export(workshop.plan(), 'again');
    const again = await submitJob(
      ray,
      'again',
      place,
      '--storage',
      storage,
      '--name',
      'two',
      '--workers',
      '2',
    );
    expect(again).toMatchObject({ succeeded: true, events: [] });
    const before = await readFile(stateFile(storage, 'two'));
    const one = await submitJob(ray, 'one', place, '--storage', storage, '--name', 'one', '--workers', '1');
    expect(one.events.filter(({ event }) => event === 'cache')).toMatchObject([
      { computed: 0, reused: 51 },
      { computed: 0, reused: 51 },
    ]);
    const [alone, together] = await Promise.all(
      ['one', 'two'].map((name) => readTensorFile(stateFile(storage, name), plainSeal)),
    );
    expect(await readFile(stateFile(storage, 'two'))).toEqual(before);
    for (const [name, { values }] of alone?.tensors ?? [])
      for (const [at, value] of values.entries())
        expect(Math.abs(value - (together?.tensors.get(name)?.values[at] ?? Number.NaN))).toBeLessThan(1e-5);
  });
});
