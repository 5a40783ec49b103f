import { describe, expect, it } from 'vitest';
import type { Engine, FeatureEngine } from '../../../../src/train/engines/engine';
import { engineFor, loadEngines } from '../../../../src/train/engines/load-engines';
import { inputLayer } from '../../../../src/train/network/topology';

const network = { name: 'prefix', layers: [inputLayer('picture', [8, 8, 3])] };

/** An engine that computes features alone. */
const features = (takes: boolean) => ({ name: 'features', takes: () => takes }) as unknown as FeatureEngine;
const whole = (name: string, takes = true) =>
  ({ name, takes: () => takes, phase: () => undefined }) as unknown as Engine;

const there =
  <Some extends FeatureEngine>(engine: Some) =>
  () =>
    Promise.resolve(engine);
const missing = () => Promise.resolve(undefined);

describe('the engines of a run', () => {
  it('are the first that is there, for the frozen layers, and the first that trains', async () => {
    const [first, second] = [whole('first'), whole('second')];
    const alone = features(true);
    const loaded = (...loaders: Parameters<typeof loadEngines>[1] & object) => loadEngines({}, loaders);
    expect(await loaded(missing, there(first), there(second))).toEqual({ features: first, training: first });
    expect(await loaded(there(alone), missing, there(second))).toEqual({ features: alone, training: second });
    await expect(loaded(there(alone), missing)).rejects.toThrow(RangeError);
  });

  it('load nothing after one that trains', async () => {
    const never = () => Promise.reject(new Error('It was loaded.'));
    await expect(loadEngines({}, [there(whole('first')), never])).resolves.toBeDefined();
  });

  it('say what to install where neither has the layers', () => {
    const neither = { features: features(false), training: whole('training', false) };
    expect(() => engineFor(network, neither)).toThrow(/onnxruntime-node runs.*transfer-designer runtime/);
  });

  it('compute a prefix with the one that trains where the other lacks a layer', () => {
    const training = whole('training');
    expect(engineFor(network, { features: features(true), training }).name).toBe('features');
    expect(engineFor(network, { features: features(false), training }).name).toBe('training');
  });
});
