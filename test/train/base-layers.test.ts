import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { readBase } from '../../src/train/formats/read-base';
import { networkOnPixels } from '../../src/train/images/network-on-pixels';
import { inspectModelFile } from '../../src/train/inspect';
import { baseFingerprint } from '../fixtures/base-look';
import { type LayerBase, layerBases, nestedBases, saveBase } from '../fixtures/layer-bases';
import { writeSmallImages } from '../fixtures/small-images';
import { nativeEngineFolder } from './run-workshop';
import { trainOnBase } from './train-on-base';

let folder: string;
let tf: TensorFlow;
let engine: ReturnType<typeof tensorFlowEngine>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'base-layers-'));
  const native = await nativeEngineFolder();
  process.env.TRANSFER_DESIGNER_TFJS_NODE = native;
  const backend = loadTfjsNode(native);
  tf = backend.tf;
  engine = tensorFlowEngine(backend);
  await writeSmallImages(path.join(folder, 'images'), 4, 'train');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * What TensorFlow.js answers in plain JavaScript, which is the same on every machine: TensorFlow itself has convolutions by
 * channel with holes on some processors alone.
 */
async function inPlainScript(answer: () => number[]): Promise<number[]> {
  const native = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return tf.tidy(answer);
  } finally {
    await tf.setBackend(native);
  }
}

describe.each([
  ['a base with', layerBases],
  ['a base that is', nestedBases],
])('%s', (_, bases) => {
  const named = bases.map((base): [string, LayerBase] => [base.about, base]);

  it.each(named.filter(([, { refusedFor }]) => refusedFor !== undefined))(
    '%s is refused, with the reason',
    async (about, base) => {
      const modelFile = await saveBase(tf, base.build(tf), path.join(folder, about));
      await expect(inspectModelFile(modelFile, engine)).rejects.toThrow(base.refusedFor);
    },
  );

  it.each(named.filter(([, { refusedFor }]) => refusedFor === undefined))(
    '%s answers as the original does, and is trained',
    async (about, base) => {
      const original = base.build(tf);
      const modelFile = await saveBase(tf, original, path.join(folder, about));
      const graph = await inspectModelFile(modelFile, engine);
      const { topology, weights } = await readBase(modelFile);
      const scale = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], channels: 'rgb' } as const;
      const read = await networkOnPixels(engine, topology, weights, { size: [16, 16], scale });
      const pictures = [40, 171].map((value) =>
        Uint8Array.from({ length: 768 }, (__, at) => (value * at) % 256),
      );
      const values = Float32Array.from(
        pictures.flatMap((picture) => [...picture]),
        (value) => (value - 127.5) / 127.5,
      );
      const answers = await inPlainScript(() => {
        const [one, other] = tf.split(tf.tensor4d(values, [2, 16, 16, 3]), 2);
        return [one, other].flatMap((picture) => [
          ...(
            original.apply(picture as never) as typeof picture as never as { dataSync(): Float32Array }
          ).dataSync(),
        ]);
      });
      const own = [...(await read.outputs(pictures))];
      expect(own.map((value, at) => Math.abs(value - (answers[at] ?? Number.NaN)) < 1e-5)).toEqual(
        own.map(() => true),
      );
      read.dispose();
      expect((graph.leftOut ?? []).map(({ name }) => name)).toEqual(base.leftOut ?? []);
      const { proof } = await trainOnBase(folder, modelFile, {
        ...graph,
        fingerprint: await baseFingerprint(modelFile),
      });
      expect(proof).toMatchObject({ frozenIdentical: true });
      original.dispose();
    },
  );
});
