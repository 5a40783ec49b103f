import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { inspectModelFile } from '../../src/train/inspect';
import { baseFingerprint } from '../fixtures/base-look';
import { writeSmallImages } from '../fixtures/small-images';
import { nativeEngineFolder } from './run-workshop';
import { trainOnBase } from './train-on-base';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/pytorch-networks');

let folder: string;
let engine: ReturnType<typeof tensorFlowEngine>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pytorch-weights-'));
  const native = await nativeEngineFolder();
  process.env.TRANSFER_DESIGNER_TFJS_NODE = native;
  engine = tensorFlowEngine(loadTfjsNode(native));
  await writeSmallImages(path.join(folder, 'images'), 4, 'train');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(['narrow-tf_efficientnet_b0', 'narrow-mobilenet_v3_small', 'narrow-convnext', 'narrow-densenet'])(
  'a base of PyTorch weights is trained through, and its frozen tensors stay those of the file: %s',
  async (name) => {
    const modelFile = path.join(folder, `${name}.safetensors`);
    await copyFile(path.join(fixtures, `${name.replace('tf_', '')}.safetensors`), modelFile);
    const graph = await inspectModelFile(modelFile, engine, [32, 32]);
    const fingerprint = await baseFingerprint(modelFile);
    const { proof } = await trainOnBase(folder, modelFile, { ...graph, fingerprint });
    expect(proof).toMatchObject({ frozenIdentical: true });
  },
);
