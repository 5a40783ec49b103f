import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/train/engines/engine';
import { loadEngine, nativeEngineVariable } from '../../src/train/engines/load-engine';
import { readBase } from '../../src/train/formats/read-base';
import { inspectBase } from '../../src/train/inspect';
import { networkOnPixels } from '../../src/train/network/network-on-pixels';
import { baseFingerprint } from '../fixtures/base-look';
import { type LayerBase, layerBases, nestedBases, saveBase } from '../fixtures/layer-bases';
import { writeSmallImages } from '../fixtures/small-images';
import { nativeEngineFolder } from './run-workshop';
import { trainOnBase } from './train-on-base';

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'base-layers-'));
  process.env[nativeEngineVariable] = await nativeEngineFolder();
  engine = await loadEngine(process.env);
  await writeSmallImages(path.join(folder, 'images'), 4, 'train');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  ['a base with', layerBases],
  ['a base that is', nestedBases],
])('%s', (_, bases) => {
  const named = bases.map((base): [string, LayerBase] => [base.about, base]);

  it.each(named.filter(([, { refusedFor }]) => refusedFor !== undefined))(
    '%s is refused, with the reason',
    async (about, base) => {
      const modelFile = await saveBase(engine.tf, base.build(engine.tf), path.join(folder, about));
      await expect(inspectBase(modelFile, engine)).rejects.toThrow(base.refusedFor);
    },
  );

  it.each(named.filter(([, { refusedFor }]) => refusedFor === undefined))(
    '%s answers as the original does, and is trained',
    async (about, base) => {
      const original = base.build(engine.tf);
      const modelFile = await saveBase(engine.tf, original, path.join(folder, about));
      const graph = await inspectBase(modelFile, engine);
      const { topology, weights } = await readBase(modelFile);
      const scale = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], channels: 'rgb' } as const;
      const read = await networkOnPixels(engine.tf, topology, weights, {
        size: [16, 16],
        resize: 'stretch',
        scale,
      });
      const pictures = [40, 171].map((value) =>
        Uint8Array.from({ length: 768 }, (__, at) => (value * at) % 256),
      );
      const values = Float32Array.from(
        pictures.flatMap((picture) => [...picture]),
        (value) => (value - 127.5) / 127.5,
      );
      const answers = engine.tf.tidy(() => {
        const [one, other] = engine.tf.split(engine.tf.tensor4d(values, [2, 16, 16, 3]), 2);
        return [one, other].flatMap((picture) => [
          ...(
            original.apply(picture as never) as typeof picture as never as { dataSync(): Float32Array }
          ).dataSync(),
        ]);
      });
      const own = [...read.outputs(pictures)];
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
