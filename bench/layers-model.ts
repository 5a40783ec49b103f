import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A made-up base: its layers from `image` to `predictions`, and its weights with their values in the same order. */
export interface MadeUpBase {
  readonly name: string;
  readonly layers: readonly object[];
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly values: Uint8Array;
  /** Of the square images that it takes, in pixels. */
  readonly edge: number;
}

/** Writes a base as a TF.js LayersModel with one shard. @returns its model.json */
export async function writeLayersModel(folder: string, base: MadeUpBase): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'weights.bin'), base.values);
  const model = {
    format: 'layers-model',
    modelTopology: {
      class_name: 'Model',
      config: {
        name: base.name,
        layers: base.layers,
        input_layers: [['image', 0, 0]],
        output_layers: [['predictions', 0, 0]],
      },
    },
    weightsManifest: [
      { paths: ['weights.bin'], weights: base.weights.map((weight) => ({ ...weight, dtype: 'float32' })) },
    ],
    userDefinedMetadata: {
      transferDesigner: { input: { size: [base.edge, base.edge], resize: 'stretch', scale: '-1..1' } },
    },
  };
  const file = path.join(folder, 'model.json');
  await writeFile(file, JSON.stringify(model));
  return file;
}
