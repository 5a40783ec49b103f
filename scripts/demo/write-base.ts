import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { pictureEdge } from './picture';

const weightsFile = 'group1-shard1of1.bin';

/** What model.json says about the training. */
export interface DemoResults {
  readonly trainingPictures: number;
  readonly epochs: number;
  /** How many subjects were held out. */
  readonly heldOut: number;
  /** Accuracy, 0..1, on the held-out subjects in Noto's drawing. */
  readonly heldOutAccuracy: number;
  /** The same in Twemoji's drawing. */
  readonly heldOutTwemojiAccuracy: number;
}

/**
 * Writes model.json, one shard of weights and classes.json into `folder`, which is made if need be and whose other
 * `.bin` files are removed.
 * @returns the SHA-256 of the shard, in hexadecimal
 */
export async function writeBase(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  classes: readonly string[],
  results: DemoResults,
  folder: string,
): Promise<string> {
  model.setUserDefinedMetadata({ transferDesigner: description(classes, results) });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name.endsWith('.bin')) await rm(path.join(folder, name));
  }
  let hash = '';
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const weights = weightBytes(artifacts.weightData);
    const { format, generatedBy, convertedBy, modelTopology, weightSpecs, userDefinedMetadata } = artifacts;
    if (!weightSpecs) throw new Error('The model has no weights.');
    const weightsManifest = [{ paths: [weightsFile], weights: weightSpecs }];
    await writeFile(path.join(folder, weightsFile), weights);
    const content = { format, generatedBy, convertedBy, modelTopology, weightsManifest, userDefinedMetadata };
    await writeJson(path.join(folder, 'model.json'), 1, content);
    await writeJson(path.join(folder, 'classes.json'), 2, classes);
    hash = createHash('sha256').update(weights).digest('hex');
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
  });
  await model.save(handler);
  return hash;
}

function description(classes: readonly string[], results: DemoResults): object {
  return {
    name: 'demo',
    title: 'Demonstration base: emoji pictures by subcategory',
    input: { size: [pictureEdge, pictureEdge], resize: 'stretch', scale: '-1..1' },
    classes,
    licence: 'Apache-2.0',
    attribution: [
      'Noto Emoji, Google LLC, Apache-2.0',
      'Noto Emoji v1, Google LLC, Apache-2.0',
      'Fluent UI Emoji (flat), Microsoft Corporation, MIT',
      'Firefox OS Emoji, Mozilla, CC BY 4.0',
    ],
    trainedBy: 'scripts/demo/train-demo-base.ts',
    results,
  };
}

function weightBytes(data: tfjs.io.WeightData | undefined): Buffer {
  if (!data) throw new Error('The model has no weights.');
  return Buffer.concat((Array.isArray(data) ? data : [data]).map((part) => Buffer.from(part)));
}

async function writeJson(file: string, indentation: number, content: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, indentation)}\n`);
}
