import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { type Base, readBase } from '../../src/train/formats/read-base';
import { inspectModelFile } from '../../src/train/inspect';
import type { Topology } from '../../src/train/network/topology';
import type { NetworkWeights, WeightValues } from '../../src/train/network/weight-values';
import { baseFingerprint } from '../fixtures/base-look';
import { differences } from '../fixtures/keras-golden';
import { writeSmallImages } from '../fixtures/small-images';
import { nativeEngineFolder } from './run-workshop';
import { trainOnBase } from './train-on-base';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/keras');
const allowed = 1e-4;

let folder: string;
let tf: TensorFlow;
let engine: ReturnType<typeof tensorFlowEngine>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keras-files-'));
  const native = await nativeEngineFolder();
  process.env.TRANSFER_DESIGNER_TFJS_NODE = native;
  const backend = loadTfjsNode(native);
  tf = backend.tf;
  engine = tensorFlowEngine(backend);
  await writeSmallImages(path.join(folder, 'images'), 4, 'train');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The parts of the largest value by which the outputs of a base differ from Keras's, by layer. */
function furtherThanAllowed(topology: Topology, weights: NetworkWeights, golden: string) {
  return differences(tf, topology, weights, path.join(fixtures, golden)).then((found) => ({
    layers: found.size,
    wrong: [...found].filter(([, difference]) => !(difference < allowed)).map(([name]) => name),
  }));
}

describe("a file of Keras answers as Keras's network does, at its logits and before", () => {
  it.each<[file: string, golden: string, layers: number]>([
    ...['2', '3'].flatMap((major) =>
      ['h5', 'keras'].flatMap((kind): [string, string, number][] => [
        [`keras${major}-functional.${kind}`, `keras${major}-functional.golden.json`, 7],
        [`keras${major}-sequential.${kind}`, `keras${major}-sequential.golden.json`, 3],
        [`keras${major}-nested.${kind}`, `keras${major}-nested.golden.json`, 2],
        [`keras${major}-modern.${kind}`, `keras${major}-modern.golden.json`, 7],
      ]),
    ),
    // Weights beside the text of their layers.
    ['keras2-layout.weights.h5', 'keras2-functional.golden.json', 7],
    ['keras3-layout.weights.h5', 'keras3-functional.golden.json', 7],
    ['keras2-named.h5', 'keras2-functional.golden.json', 7],
    // Lists of names in several attributes; packed, wider and big-endian numbers.
    ['keras2-split.h5', 'keras2-functional.golden.json', 7],
    ['keras2-packed.h5', 'keras2-functional.golden.json', 7],
    // The words and names of Keras 1.
    ['keras1-old.h5', 'keras1-old.golden.json', 4],
  ])('%s', async (file, golden, layers) => {
    const { topology, weights } = await readBase(path.join(fixtures, file));
    expect(await furtherThanAllowed(topology, weights, golden)).toEqual({ layers, wrong: [] });
  });
});

describe('an import that is changed on purpose does not pass', () => {
  let base: Base;
  beforeAll(async () => {
    base = await readBase(path.join(fixtures, 'keras2-functional.h5'));
  });

  const moved = ({ shape, values }: WeightValues): WeightValues => ({
    shape,
    values: Float32Array.from(values, (_, at) => values[(at + 1) % values.length] ?? 0),
  });

  it.each<[what: string, one: string, other: string]>([
    ['mean and centre exchanged', 'block_bn/moving_mean', 'block_bn/beta'],
    ['mean and variance exchanged', 'stem/bn/moving_mean', 'stem/bn/moving_variance'],
    ['scale and variance exchanged', 'separable_bn/gamma', 'separable_bn/moving_variance'],
    ['the statistics of two layers exchanged', 'stem/bn/moving_mean', 'block_bn/moving_mean'],
  ])('with %s', async (_, one, other) => {
    const weights = new Map(base.weights);
    weights.set(one, base.weights.get(other)!);
    weights.set(other, base.weights.get(one)!);
    const { wrong } = await furtherThanAllowed(base.topology, weights, 'keras2-functional.golden.json');
    expect(wrong).toContain('logits');
  });

  it.each([
    ...['stem/conv/kernel', 'block_depthwise/depthwise_kernel', 'separable/pointwise_kernel'],
    ...['prelu/alpha', 'expand/bias', 'logits/kernel'],
  ])('with the values of %s one place further', async (name) => {
    const weights = new Map(base.weights).set(name, moved(base.weights.get(name)!));
    const { wrong } = await furtherThanAllowed(base.topology, weights, 'keras2-functional.golden.json');
    expect(wrong).toContain('logits');
  });

  it('with another offset of the pixels', async () => {
    const layers = base.topology.layers.map((layer) =>
      layer.name === 'scale' ? { ...layer, config: { ...layer.config, offset: 0 } } : layer,
    );
    const topology = { ...base.topology, layers };
    const { wrong } = await furtherThanAllowed(topology, base.weights, 'keras2-functional.golden.json');
    expect(wrong).toContain('logits');
  });
});

it.each<[file: string, scaling: readonly string[]]>([
  ['keras2-functional.keras', ['Rescaling']],
  ['keras2-sequential.h5', ['Rescaling']],
  ['keras3-nested.keras', []],
  // Its hard activations are rescalings too, of no pixels.
  ['keras3-modern.h5', ['Rescaling']],
])(
  'a base that is a file of Keras is trained through, and its frozen tensors stay those of the file: %s',
  async (file, scaling) => {
    const modelFile = path.join(fixtures, file);
    const graph = await inspectModelFile(modelFile, engine);
    expect(graph.ownScaling).toEqual(scaling);
    const fingerprint = await baseFingerprint(modelFile);
    const { proof } = await trainOnBase(folder, modelFile, { ...graph, fingerprint });
    expect(proof).toMatchObject({ frozenIdentical: true });
  },
);
