import { describe, expect, it } from 'vitest';
import type { RunEvent, RunEventBody } from '../../../src/shared/run-events';
import { afterEvents, mayResume, runOf } from '../../../src/views/run-view';
import { doingWords, doneShare, shownShare, standingWords } from '../../../src/views/run-words';
import { runRecord } from '../../fixtures/fake-run';
import { events, result } from '../../fixtures/terminal-sample';
import { run } from './support/runs';

const at = (body: RunEventBody): RunEvent => ({ time: '2026-05-04T12:30:05.000Z', ...body });
const epoch = (phase: number, number: number, start: 'pretrained' | 'random' = 'pretrained') =>
  at({
    ...{
      event: 'epoch',
      start,
      phase,
      epoch: number,
      epochs: 200,
      loss: 1,
      accuracy: 0.5,
      validationLoss: 1,
    },
    ...{ validationAccuracy: 21 / 26, validationImages: 26, best: true, seconds: 1, secondsLeft: 12 },
  });
const told = (...more: readonly RunEvent[]) =>
  afterEvents(runOf('/runs/one', runRecord('/transfer.yaml', ''), [], 'running'), more);
const shown = (view: ReturnType<typeof told>) =>
  view.epochs.map(({ start, phase, epoch: number }) => `${start} ${phase}.${number}`);

describe('a run', () => {
  it('goes from its first event to its result', () => {
    const view = told(...events, at({ event: 'finished', result }));
    expect(view).toMatchObject({ state: 'finished', result, progress: null, seconds: result.seconds });
    expect(view.epochs).toHaveLength(37);
    expect(view.announcement).toBe(
      'Training has finished. Right on 54 of 60 test images, by which nothing was chosen (90 %, 95 % interval 79–96 %); always saying `cat` would be right on 20 (33 %).',
    );
  });

  it('still says how it ended when it is found on the disk', () => {
    const record = { ...runRecord('/transfer.yaml', ''), result };
    const failed = { ...record, failure: { code: 'disk-full', message: 'The disk is full.' } };
    expect(runOf('/runs/one', record, [], 'finished').announcement).toBe(
      told(at({ event: 'finished', result })).announcement,
    );
    expect(runOf('/runs/one', failed, [], 'failed').announcement).toBe('The run failed. The disk is full.');
    const { epochs } = told(epoch(1, 1), epoch(1, 2));
    expect(runOf('/runs/one', record, epochs, 'stopped').announcement).toBe('Stopped after epoch 2.');
    expect(runOf('/runs/one', record, [], 'stopped').announcement).toBe(
      'Stopped before the first epoch was done.',
    );
    expect(runOf('/runs/one', record, epochs, 'interrupted').announcement).toMatch(
      /^Interrupted after epoch 2/,
    );
    expect(runOf('/runs/one', record, epochs, 'running').announcement).toBe('');
  });

  it('announces each epoch, and takes its progress from it', () => {
    const view = told(epoch(1, 3));
    expect(view.announcement).toBe('Epoch 3 of 200: 21 of 26 right on validation images.');
    expect(view.progress).toMatchObject({ stage: 'train', done: 3, total: 200, secondsLeft: 12 });
    expect(doingWords(view)).toBe('epoch 3 of 200, 21 of 26 right, 3 min 17 s left');
  });

  it('replaces the epochs that a resumed run repeats', () => {
    const view = told(epoch(1, 1), epoch(1, 2), epoch(2, 1), epoch(2, 2), epoch(2, 1));
    expect(shown(view)).toEqual(['pretrained 1.1', 'pretrained 1.2', 'pretrained 2.1']);
  });

  it('keeps the epochs of both starts of case 4', () => {
    const view = told(epoch(1, 1), epoch(2, 1), epoch(1, 1, 'random'), epoch(1, 2, 'random'));
    expect(shown(view)).toEqual(['pretrained 1.1', 'pretrained 2.1', 'random 1.1', 'random 1.2']);
  });

  it('replaces them also where they come in several batches, and leaves what was shown before as it was', () => {
    const before = told(epoch(1, 1), epoch(1, 2), epoch(1, 3));
    const after = afterEvents(before, [epoch(1, 2), epoch(1, 3)]);
    expect(shown(after)).toEqual(['pretrained 1.1', 'pretrained 1.2', 'pretrained 1.3']);
    expect(after.epochs[0]).toBe(before.epochs[0]);
    expect(shown(before)).toEqual(shown(after));
  });

  it('is stopping from when it was asked to until it says how it ended', () => {
    const stopping = { ...told(epoch(1, 3)), stopping: true };
    expect(doingWords(stopping)).toBe('stopping after the batch at hand');
    expect(afterEvents(stopping, [epoch(1, 4)])).toMatchObject({ state: 'running', stopping: true });
    const ends = [
      at({ event: 'stopped', epoch: 4 }),
      at({ event: 'finished', result }),
      at({ event: 'failed', code: 'disk-full', message: 'The disk is full.' }),
      at({
        event: 'started',
        run: 'one',
        resumed: true,
        processId: 1,
        engines: { features: 'a', training: 'b' },
      }),
    ];
    for (const end of ends) expect(afterEvents(stopping, [end]).stopping).toBe(false);
  });

  it('fails with the reason, and stops saying where', () => {
    expect(told(at({ event: 'failed', code: 'disk-full', message: 'The disk is full.' }))).toMatchObject({
      state: 'failed',
      failure: 'The disk is full.',
    });
    expect(told(at({ event: 'stopped', epoch: 0 })).announcement).toBe(
      'Stopped before the first epoch was done.',
    );
    expect(told(at({ event: 'stopped', epoch: 4 })).announcement).toBe('Stopped after epoch 4.');
  });

  it('goes on on its cluster where only the process here is gone', () => {
    const cluster = { address: 'http://127.0.0.1:8265/', storage: '/s', workers: 2, cpus: 4, gpus: 0 };
    const record = { ...runRecord('/transfer.yaml', ''), state: 'running' as const, cluster };
    const epochs = told(epoch(1, 1), epoch(1, 2)).epochs;
    const left = runOf('/runs/one', record, epochs, 'interrupted', { hasOpenJob: true });
    expect(left.announcement).toBe(
      'Still on the cluster at 127.0.0.1:8265; nothing here follows it since epoch 2. Follow shows how far it is, and fetches the result.',
    );
    expect(standingWords(left)).toBe('still on the cluster at 127.0.0.1:8265');
    expect(left.name).toContain('on the cluster');
    expect(mayResume(left)).toBe(true);
    const failure = { code: 'cluster-lost', message: 'It is silent.' };
    const failed = { ...record, state: 'failed' as const, failure };
    const lost = runOf('/runs/one', failed, epochs, 'failed', { hasOpenJob: true });
    expect(lost.announcement).toBe(
      'The run failed. It is silent. Its job may go on on the cluster at 127.0.0.1:8265. Follow looks for it, and fetches the result.',
    );
    expect(standingWords(lost)).toBe('failed here, its job may go on on the cluster at 127.0.0.1:8265');
    expect(lost.name).toContain('failed');
    // Without a job nothing goes on anywhere.
    const early = runOf('/runs/one', record, [], 'interrupted');
    expect(early.announcement).toMatch(/^Interrupted before/);
    expect(early.name).toContain('interrupted');
    const stopping = { ...runOf('/runs/one', record, epochs, 'running'), stopping: true };
    expect(doingWords(stopping)).toBe('stopping the job on the cluster');
  });

  it('is interrupted where its process is gone without a word, and says so', () => {
    const record = { ...runRecord('/transfer.yaml', ''), state: 'running' as const };
    const epochs = told(epoch(1, 1), epoch(1, 2)).epochs;
    const interrupted = runOf('/runs/one', record, epochs, 'interrupted');
    expect(interrupted.announcement).toBe(
      'Interrupted after epoch 2: its process ended without a word. Resume goes on from its last checkpoint.',
    );
    expect(standingWords(interrupted)).toBe('interrupted');
    expect(runOf('/runs/one', record, [], 'interrupted').announcement).toContain('before the first epoch');
  });

  it('shows why it failed until it goes on', () => {
    const failure = { code: 'disk-full', message: 'The disk is full.' };
    const record = { ...runRecord('/transfer.yaml', ''), state: 'failed' as const, failure };
    expect(runOf('/runs/one', record, [], 'failed').failure).toBe('The disk is full.');
    expect(runOf('/runs/one', record, [], 'running').failure).toBeNull();
  });
});

describe('words about a run', () => {
  it('tell what it does before the first epoch', () => {
    expect(doingWords(told())).toBe('starting');
    const prefix = at({ event: 'progress', stage: 'frozen prefix', done: 3, total: 9, secondsLeft: 4 });
    expect(doingWords(told(prefix))).toBe('computing the frozen part, once per image: 3 of 9, 4 s left');
    const few = at({ event: 'progress', stage: 'wait for workers', done: 3, total: 8, secondsLeft: null });
    expect(doingWords(told(few))).toBe('waiting for workers of the cluster: 3 of 8');
    expect(shownShare(told())).toBeNull();
    expect(shownShare(told(prefix))).toBeCloseTo(1 / 3);
  });

  it('tell the time left by the pace of the last epochs and of the phase, with that of the phases after it', () => {
    const paced = (phase: number, number: number, seconds: number) => {
      const event = epoch(phase, number);
      return { ...event, epochs: 40, seconds };
    };
    const first = Array.from({ length: 30 }, (_, index) => paced(1, index + 1, index < 10 ? 60 : 2));
    expect(doingWords(told(...first))).toMatch(/^epoch 30 of 40, .*, 20 s left$/);
    const record = runRecord('/transfer.yaml', '');
    const { plan } = record;
    const [phase] = plan.phases;
    if (!phase) throw new Error('There must be a phase.');
    const two = { ...record, plan: { ...plan, phases: [phase, { ...phase, epochs: 5, minimumSteps: 0 }] } };
    const run = afterEvents(runOf('/runs/one', two, [], 'running'), first);
    expect(doingWords(run)).toMatch(/, 30 s left$/);
    expect(doingWords(afterEvents(run, [paced(2, 38, 1)]))).toMatch(/, 2 s left$/);
  });

  it('tell how it stands, on test images where there are any', () => {
    expect(standingWords(run())).toBe(
      'Right on 54 of 60 test images, by which nothing was chosen (90 %, 95 % interval 79–96 %); always saying `cat` would be right on 20 (33 %).',
    );
    expect(standingWords(run({ result: { ...result, test: null } }))).toBe(
      'Right on 27 of 30 validation images, by which the best of 37 epochs was chosen (90 %, 95 % interval 73–98 %); always saying `cat` would be right on 10 (33 %).',
    );
    expect(standingWords(run({ state: 'stopped', result: null }))).toBe('stopped');
  });

  it('tell the share that is done, never more than all', () => {
    expect(doneShare(told())).toBe(0);
    expect(doneShare(told(epoch(1, 50)))).toBe(0.25);
    expect(doneShare(told(epoch(1, 250)))).toBe(1);
  });
});
