import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isOver } from '../../../../src/train/fit/phase-progress';
import { inOrder } from '../../../../src/train/images/in-order';
import { completeBatchNormalisation } from '../../../../src/train/network/batch-norm-rewrite';
import { sameBits } from '../../../../src/train/network/weight-values';
import { betterOutcome, judgePretrainedStart } from '../../../../src/train/run/case-four';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../../../src/train/run/checkpoint';
import { evaluate, largestDifference } from '../../../../src/train/run/evaluate';
import { PacedCheckpoints } from '../../../../src/train/run/paced-checkpoints';
import { asSomebodyElse } from '../../../fixtures/somebody-else';

const tensor = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) });
const stored = (...values: number[]) => ({
  shape: [values.length],
  read: async () => Float32Array.from(values),
});
const outcome = (accuracy: number, loss = 1) => ({
  start: 'pretrained' as const,
  phase: 1,
  epoch: 1,
  loss,
  accuracy,
  weights: new Map(),
});

describe('early stopping', () => {
  const phase = { epochs: 200, minimumSteps: 1000, patience: 20 };
  it.each([
    ['patience ran out', 60, 1200, 40, true],
    ['patience ran out before enough steps', 60, 240, 40, false],
    ['still improving', 60, 1200, 41, false],
    ['all epochs done', 200, 1200, 199, true],
    ['all epochs done, too few steps', 200, 800, 199, false],
  ])('has its time where %s', (_, epoch, steps, best, over) => {
    expect(isOver({ epoch, steps, best: { epoch: best } }, phase)).toBe(over);
  });
});

describe("case 4's pretrained start", () => {
  const labels = [...Array<number>(60).fill(0), ...Array<number>(40).fill(1)];
  // Majority 0.6 of 100: two standard errors are 2·√(0.24/100) = 0.098.
  it.each([
    [0.6, true],
    [0.69, true],
    [0.7, false],
  ])('with accuracy %d has failed: %s', (accuracy, failed) => {
    expect(judgePretrainedStart(outcome(accuracy), labels).failed).toBe(failed);
  });

  it('is compared by accuracy, then by loss', () => {
    expect(betterOutcome([outcome(0.5), outcome(0.6)]).accuracy).toBe(0.6);
    expect(betterOutcome([outcome(0.6, 2), outcome(0.6, 1)]).loss).toBe(1);
  });
});

describe('evaluate', () => {
  const judged = (label: number, ...probabilities: number[]) => ({
    file: `${label}.png`,
    label,
    probabilities: Float32Array.from(probabilities),
  });

  it('counts, balances and names what went wrong', () => {
    const result = evaluate(
      [judged(0, 0.9, 0.1), judged(0, 0.75, 0.25), judged(0, 0.25, 0.75), judged(1, 0.5, 0.5)],
      ['a', 'b'],
    );
    expect(result).toMatchObject({
      images: 4,
      accuracy: 0.5,
      majority: 0.75,
      confusion: [
        [2, 1],
        [1, 0],
      ],
    });
    expect(result.balancedAccuracy).toBeCloseTo(1 / 3, 9);
    expect(result.wrong.map(({ predicted, probability }) => [predicted, probability])).toEqual([
      ['b', 0.75],
      ['a', 0.5],
    ]);
  });

  it('leaves classes without images out of the balance, and survives none at all', () => {
    expect(evaluate([judged(0, 1, 0, 0)], ['a', 'b', 'c']).balancedAccuracy).toBe(1);
    expect(evaluate([], ['a'])).toMatchObject({ images: 0, accuracy: 0, loss: 0 });
  });

  it('keeps the loss of an impossible answer finite', () => {
    expect(Number.isFinite(evaluate([judged(0, 0, 1)], ['a', 'b']).loss)).toBe(true);
  });
});

describe('comparing', () => {
  it('tells one bit from another', () => {
    expect(sameBits(tensor(0), tensor(-0))).toBe(false);
    expect(sameBits(tensor(Number.NaN), tensor(Number.NaN))).toBe(true);
    expect(sameBits(tensor(1), { shape: [1, 1], values: Float32Array.of(1) })).toBe(false);
  });

  it('takes nothing for equal to a number that is none', () => {
    expect(largestDifference([1, 2], [1, 2.5])).toBe(0.5);
    expect(largestDifference([1, Number.NaN], [1, 1])).toBeNaN();
    expect(largestDifference([1], [1, 2])).toBeNaN();
  });
});

describe('batch normalisation without scale or centre', () => {
  const layer = {
    name: 'bn',
    className: 'BatchNormalization',
    config: { scale: false, center: true },
    inbound: ['x'],
  };
  const weights = new Map([
    ['bn/beta', stored(1, 2)],
    ['bn/moving_mean', stored(0, 0)],
    ['bn/moving_variance', stored(1, 1)],
  ]);

  it('is given the missing part, which is recorded and never trains', async () => {
    const base = completeBatchNormalisation({ name: 'n', layers: [layer] }, weights);
    expect([...((await base.weights.get('bn/gamma')?.read()) ?? [])]).toEqual([1, 1]);
    expect(base.topology.layers[0]?.config).toMatchObject({ scale: true, center: true });
    expect(base.added).toEqual(new Set(['bn/gamma']));
    expect(base.rewrites).toHaveLength(1);
  });
});

describe('working ahead', () => {
  it('keeps the order, and never more than it may', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, ++running);
      for (let turns = item % 3; turns > 0; turns -= 1) await turn();
      running -= 1;
      return item;
    };
    const results: number[] = [];
    for await (const item of inOrder(
      Array.from({ length: 20 }, (_, index) => index),
      4,
      work,
    ))
      results.push(item);
    expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(most).toBeLessThanOrEqual(5);
  });

  it('passes a failure on', async () => {
    const consume = async () => {
      for await (const _ of inOrder([1, 2, 3], 2, (item) =>
        item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item),
      )) {
        // Only the failure matters.
      }
    };
    await expect(consume()).rejects.toThrow('two');
  });
});

describe('a checkpoint', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'checkpoint-'));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  const checkpoint: Checkpoint = {
    run: 'one',
    recomputed: { rows: 32, of: 40, difference: 0 },
    start: 'random',
    outcomes: [{ ...outcome(0.4), weights: new Map([['a/kernel', tensor(1)]]) }],
    phase: 1,
    best: { phase: 1, epoch: 3, loss: 0.1, accuracy: 0.9 },
    carried: new Map([['head/kernel', tensor(1, 2)]]),
    progress: {
      epoch: 4,
      steps: 40,
      weights: new Map([['b/kernel', tensor(0.1, Number.NaN)]]),
      optimizer: [
        { name: 'iter', ...tensor(40) },
        { name: 'm', ...tensor(1, 2) },
      ],
      best: { epoch: 2, loss: 0.2, accuracy: 0.8, weights: new Map([['b/kernel', tensor(3, 4)]]) },
    },
    epochs: [],
  };

  it('comes back as it was', async () => {
    await writeCheckpoint(folder, checkpoint);
    expect(await readCheckpoint(folder)).toEqual(checkpoint);
    await writeCheckpoint(folder, { ...checkpoint, progress: null, best: null });
    expect(await readCheckpoint(folder)).toEqual({ ...checkpoint, progress: null, best: null });
  });

  it('holds the weights of the best epoch once where that is the last one', async () => {
    const progress = checkpoint.progress!;
    const last = { ...progress, best: { ...progress.best, epoch: 4, weights: progress.weights } };
    const file = path.join(folder, 'checkpoint', 'state.bin');
    await writeCheckpoint(folder, checkpoint);
    const { size } = await stat(file);
    await writeCheckpoint(folder, { ...checkpoint, progress: last });
    expect((await readCheckpoint(folder))?.progress).toEqual(last);
    expect((await stat(file)).size).toBeLessThan(size);
  });

  it('is written after the first epoch, then once epochs took much longer than writing it, and where it is asked for', async () => {
    let clock = 0;
    // Writing one takes 10 ms, so that the next is due 200 ms after it.
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 10));
    const checkpoints = new PacedCheckpoints(folder);
    const atEpoch = (epoch: number) => ({ ...checkpoint, progress: { ...checkpoint.progress!, epoch } });
    const written = async () => (await readCheckpoint(folder))?.progress?.epoch;
    await checkpoints.keep();
    expect(await written()).toBeUndefined();
    await checkpoints.reached(atEpoch(5));
    expect(await written()).toBe(5);
    await checkpoints.reached(atEpoch(6));
    expect(await written()).toBe(5);
    await checkpoints.keep();
    expect(await written()).toBe(6);
    clock += 180;
    await checkpoints.reached(atEpoch(7));
    expect(await written()).toBe(6);
    await checkpoints.reached(atEpoch(8));
    expect(await written()).toBe(8);
  });

  it('is undefined where there is none', async () => {
    expect(await readCheckpoint(folder)).toBeUndefined();
  });

  it.each([0, 5, 20, 200])('says what to do when it is cut to %d bytes', async (length) => {
    await writeCheckpoint(folder, checkpoint);
    const file = path.join(folder, 'checkpoint', 'state.bin');
    await writeFile(file, (await readFile(file)).subarray(0, length));
    await expect(readCheckpoint(folder)).rejects.toThrow(/can't be read: .*(cut short|changed)\. Delete/s);
  });

  it('is refused after a change of any one byte', async () => {
    await writeCheckpoint(folder, checkpoint);
    const file = path.join(folder, 'checkpoint', 'state.bin');
    const whole = await readFile(file);
    for (let at = 0; at < whole.length; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await writeFile(file, changed);
      await expect(readCheckpoint(folder), `byte ${at}`).rejects.toThrow(/can't be read: .*\. Delete/s);
    }
  });

  it('is refused where it belongs to another run, and where somebody else wrote it', async () => {
    await writeCheckpoint(folder, checkpoint);
    await expect(readCheckpoint(folder, 'one')).resolves.toEqual(checkpoint);
    await expect(readCheckpoint(folder, 'two')).rejects.toThrow(/belongs to another run\. Delete/);
    await asSomebodyElse(() => writeCheckpoint(folder, checkpoint));
    await expect(readCheckpoint(folder, 'one')).rejects.toThrow(/not written by you on this machine.*Delete/);
  });
});
