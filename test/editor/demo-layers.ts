import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface DemoLayer {
  readonly name: string;
  readonly type: string;
  readonly params: number;
}

interface DemoFile {
  readonly modelTopology: {
    readonly config: { readonly layers: readonly { readonly name: string; readonly class_name: string }[] };
  };
  readonly weightsManifest: readonly {
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  }[];
}

/** The demonstration base's layers, in order, as its file has them: read here, not by the code under test. */
export function demoLayers(): DemoLayer[] {
  const file = path.resolve(__dirname, '../../models/demo/model.json');
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(file, 'utf8')) as DemoFile;
  const weights = weightsManifest.flatMap((group) => group.weights);
  return modelTopology.config.layers.map(({ name, class_name }) => ({
    name,
    type: class_name,
    params: weights
      .filter((weight) => weight.name.startsWith(`${name}/`))
      .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
  }));
}
