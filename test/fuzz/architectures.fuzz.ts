import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSafetensors } from '../../src/catalog/safetensors';
import type { SourceTensor } from '../../src/catalog/source-tensor';
import { TransferError } from '../../src/design/transfer-error';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { cpuBackend } from '../../src/train/engines/tensorflow-js/wasm-engine';
import { recognisedNetwork } from '../../src/train/formats/pytorch/recognised-network';
import { inKnownLayers } from '../../src/train/network/known-layers';
import { between, type Fuzzer, pick, type Random } from './fuzzer';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/pytorch-networks');

type Tensors = Map<string, SourceTensor>;

const sizeOf = (shape: readonly number[]) => shape.reduce((product, edge) => product * edge, 1);

/** A tensor of this shape, whose values are never asked for. */
const empty = (shape: readonly number[]): SourceTensor => ({
  shape,
  values: () => new Float32Array(sizeOf(shape)),
});

/** Each changes names or shapes a little; the last ones as somebody's own training does. */
const changes: readonly ((random: Random, tensors: Tensors, name: string) => void)[] = [
  (_, tensors, name) => tensors.delete(name),
  (random, tensors, name) => {
    const shape = [...(tensors.get(name)?.shape ?? [])];
    const edge = pick(random, [0, 1, 2, 3, 7, 2 ** 31]);
    if (random() < 0.3) shape.push(edge);
    else shape[between(random, 0, Math.max(0, shape.length - 1))] = edge;
    tensors.set(name, empty(shape));
  },
  (random, tensors, name) => {
    tensors.set(name.replace(/\d+/, String(between(random, 0, 20))), empty(tensors.get(name)?.shape ?? []));
  },
  (random, tensors, name) => {
    const parts = name.split('.');
    tensors.set(parts.toSpliced(between(random, 0, parts.length), 1).join('.'), empty([1]));
  },
  (random, tensors) => {
    const classes = between(random, 1, 9);
    for (const [name, { shape }] of tensors) {
      if (/^(fc|classifier(\.[123])?)\.(weight|bias)$/.test(name) && shape[0] === 3)
        tensors.set(name, empty([classes, ...shape.slice(1)]));
    }
  },
  (_, tensors) => {
    for (const name of [...tensors.keys()]) if (/^(fc|classifier)\./.test(name)) tensors.delete(name);
  },
];

const fuzzer: Fuzzer = {
  name: 'architectures',
  promise:
    'Tensors of a known network, with names and shapes changed, are refused in a few words or laid out in layers that TensorFlow.js builds, with all weights of the shapes that these need.',
  quickTries: 20,
  async open() {
    const { runsOn: _, ...backend } = await cpuBackend();
    const engine = tensorFlowEngine(backend);
    const networks = readdirSync(fixtures).flatMap((file) =>
      file.endsWith('.safetensors')
        ? [{ file, tensors: readSafetensors(readFileSync(path.join(fixtures, file))) }]
        : [],
    );
    return async (random) => {
      const { file, tensors } = pick(random, networks);
      const changed: Tensors = new Map(tensors);
      for (let left = between(random, 1, 2); left > 0; left -= 1)
        pick(random, changes)(random, changed, pick(random, [...changed.keys()]));
      try {
        const { topology: laidOut, weights } = recognisedNetwork(`/base/${file}`, changed);
        const known = await inKnownLayers(laidOut, weights);
        const { layers } = await engine.inspect(known.topology, new Map());
        const needed = layers.flatMap((layer) => layer.weights.map(({ name, shape }) => `${name} ${shape}`));
        const given = [...known.weights].map(([name, { shape }]) => `${name} ${shape}`);
        if (needed.sort().join() !== given.sort().join())
          throw new Error(`The layers need other weights than ${file} has.`);
      } catch (error) {
        const isReason = error instanceof TransferError && error.message.length < 1500;
        if (!isReason || /\n|\[object/.test(error.message))
          throw new Error(`${error instanceof Error ? error.stack : error}\n${file}`);
      }
    };
  },
};

export default fuzzer;
