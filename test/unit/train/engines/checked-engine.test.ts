import { describe, expect, it, vi } from 'vitest';
import { checkedBy } from '../../../../src/train/engines/checked-engine';
import type { Batch, FeatureEngine } from '../../../../src/train/engines/engine';
import { inputLayer } from '../../../../src/train/network/topology';

const network = { name: 'prefix', layers: [inputLayer('picture', [3])] };
const ofEach = (value: number) => value * 2;

/** An engine that makes something of each value; `asked` gets the number of examples of each batch. */
function engine(make: (value: number) => number, takes = true) {
  const asked: number[] = [];
  const dispose = vi.fn();
  const made: FeatureEngine = {
    name: 'an engine',
    folds: false,
    takes: () => takes,
    network: async () => ({
      async outputs({ values, shape }: Batch) {
        asked.push(shape[0] ?? 0);
        return values.map(make);
      },
      dispose,
    }),
  };
  return { made, asked, dispose };
}

const batch = (values: readonly number[]): Batch => ({
  values: Float32Array.from(values),
  shape: [values.length / 3, 3],
});
/** Ten examples, of which the second is an empty place. */
const pictures = batch(Array.from({ length: 30 }, (_, at) => (at >= 3 && at < 6 ? 0 : at + 1)));

async function firstOutputs(plain: FeatureEngine, fast: FeatureEngine, given = pictures) {
  const checked = await checkedBy(plain, fast).network(network, new Map());
  return { checked, outputs: await checked.outputs(given) };
}

describe('an engine that is checked by a plain one', () => {
  it('runs four of the first examples by both, passes over empty places, and asks the plain one no more', async () => {
    const [plain, fast] = [engine(ofEach), engine((value) => value * 2.0001)];
    const { checked, outputs } = await firstOutputs(plain.made, fast.made);
    expect(outputs[0]).toBeCloseTo(2.0001, 6);
    await checked.outputs(pictures);
    expect(plain.asked).toEqual([4]);
    expect(fast.asked).toEqual([10, 10]);
    expect(plain.dispose).toHaveBeenCalledOnce();
    checked.dispose();
    expect(fast.dispose).toHaveBeenCalledOnce();
  });

  it('is unfit where one of the compared values differs by more than a ten-thousandth of the largest', async () => {
    // Of the compared examples the largest value is 15, which becomes 30.
    const off = (by: number) => engine((value) => ofEach(value) + (value === 1 ? by : 0)).made;
    const plain = engine(ofEach).made;
    await expect(firstOutputs(plain, off(0.0029))).resolves.toBeDefined();
    const refused = firstOutputs(plain, off(0.0031));
    await expect(refused).rejects.toMatchObject({ code: 'engine-unfit' });
    await expect(refused).rejects.toThrow(
      /differ by 0.000103 of the largest value from those of an engine, and at most 0.0001 is/,
    );
  });

  it('is unfit where it gives no numbers, fails, or can not put the network together', async () => {
    const plain = engine(ofEach).made;
    const failing: FeatureEngine = {
      ...plain,
      network: () => Promise.reject(new Error('It knows no such layer.')),
    };
    const no = engine(() => Number.NaN).made;
    for (const fast of [no, failing])
      await expect(firstOutputs(plain, fast)).rejects.toMatchObject({ code: 'engine-unfit' });
    await expect(firstOutputs(plain, failing)).rejects.toThrow('It knows no such layer.');
  });

  it('takes nothing but zeros for alike', async () => {
    const none = engine(() => 0).made;
    await expect(firstOutputs(none, none, batch([0, 0, 0]))).resolves.toBeDefined();
  });

  it('is not checked where the plain one lacks a layer', async () => {
    const [plain, fast] = [engine(ofEach, false), engine((value) => value * 3)];
    const { outputs } = await firstOutputs(plain.made, fast.made);
    expect(outputs[0]).toBe(3);
    expect(plain.asked).toEqual([]);
  });

  it('is not checked where the plain one fails', async () => {
    const failing: FeatureEngine = {
      ...engine(ofEach).made,
      network: () => Promise.reject(new Error('It has no such operation.')),
    };
    const { outputs } = await firstOutputs(failing, engine((value) => value * 3).made);
    expect(outputs[0]).toBe(3);
  });
});
