import { describe, expect, it } from 'vitest';
import type { Engine, FeatureEngine } from '../../../../src/train/engines/engine';
import { engineFor, loadEngines, preferring } from '../../../../src/train/engines/load-engines';
import { inputLayer } from '../../../../src/train/network/topology';

const network = { name: 'prefix', layers: [inputLayer('picture', [8, 8, 3])] };

/** An engine that computes features alone. */
const features = (name = 'features', takes = true) =>
  ({ name, takes: () => takes }) as unknown as FeatureEngine;
const whole = (name: string, takes = true) =>
  ({ name, takes: () => takes, phase: () => undefined }) as unknown as Engine;

const there =
  (...engines: FeatureEngine[]) =>
  () =>
    Promise.resolve(engines);
const missing = there();

describe('the engines of a run', () => {
  it('are those that answer, the fastest first, up to the first that trains', async () => {
    const [first, second] = [whole('first'), whole('second')];
    const [alone, graph] = [features(), features('first as one graph')];
    const loaded = (...loaders: Parameters<typeof loadEngines>[1] & object) => loadEngines({}, loaders);
    expect(await loaded(missing, there(graph, first), there(second))).toEqual({
      answering: [graph, first],
      training: first,
    });
    expect(await loaded(there(alone), missing, there(second))).toEqual({
      answering: [alone, second],
      training: second,
    });
    await expect(loaded(there(alone), missing)).rejects.toThrow(RangeError);
  });

  it('load nothing after one that trains and folds nothing', async () => {
    const never = () => Promise.reject(new Error('It was loaded.'));
    await expect(loadEngines({}, [there(whole('first')), never])).resolves.toBeDefined();
    const [folding, plain] = [{ ...whole('first'), folds: true }, whole('second')];
    expect(await loadEngines({}, [there(folding), there(plain), never])).toEqual({
      answering: [folding, plain],
      training: folding,
    });
  });

  it('say what to install where none has the layers', () => {
    const answering = [features('features', false), whole('training', false)];
    expect(() => engineFor(network, new Map(), { answering })).toThrow(
      /onnxruntime-node runs.*transfer-designer runtime/,
    );
  });

  it('answer with the fastest that has all layers', () => {
    const nameFor = (...answering: FeatureEngine[]) => engineFor(network, new Map(), { answering }).name;
    expect(nameFor(features(), whole('training'))).toBe('features');
    expect(nameFor(features('features', false), whole('training'))).toBe('training');
  });

  it('answer with the one that a run was begun with before all others, if it is there', () => {
    const training = whole('training');
    const engines = { answering: [features(), training], training };
    const nameFor = (name?: string) => engineFor(network, new Map(), preferring(name, engines)).name;
    expect([nameFor('training'), nameFor('gone'), nameFor()]).toEqual(['training', 'features', 'features']);
  });
});
