import path from 'node:path';
import { efficientNetLite0 } from '../../src/catalog/efficientnet-lite0';
import { publishedPlace } from '../../src/disk/bases/published-place';
import type { BenchTools } from '../bench-tools';
import type { Part, Trial } from '../trial';

interface MeasuredPrefix {
  readonly title: string;
  readonly base: string;
  readonly kerasFile: string;
  readonly edge: number;
  readonly cut: string;
  readonly images: number;
}

/** The frozen layers alone, on pictures in memory. */
export const prefix: Part = {
  name: 'prefix',
  title: 'Frozen prefix',
  async prepare(tools) {
    const { lite0, file } = await kerasLite0(tools);
    const mobileNet = await tools.kerasBase('mobilenet-v2', '96', 'prefix.h5');
    return [
      { title: 'EfficientNet-Lite0', base: lite0, kerasFile: file, edge: 224, cut: 'avg_pool', images: 256 },
      {
        ...{ title: 'MobileNetV2', base: mobileNet, kerasFile: mobileNet, edge: 96 },
        ...{ cut: 'global_average_pooling2d', images: 1_024 },
      },
    ].map((measured) => trialOf(measured, tools));
  },
};

/** The published base, and as a file of Keras's up to what a head comes on. */
export async function kerasLite0(tools: BenchTools): Promise<{ lite0: string; file: string }> {
  const lite0 = publishedPlace(efficientNetLite0);
  const file = await tools.kerasBase(path.join(lite0, 'model.json'), 'avg_pool', 'efficientnet-lite0.h5');
  return { lite0, file };
}

function trialOf(measured: MeasuredPrefix, tools: BenchTools): Trial {
  const { title, base, kerasFile, edge, cut, images } = measured;
  const what = `frozen prefix, ${title} at ${edge}`;
  const [own, keras] = ['frozen prefix', 'Keras predict'];

  return {
    about: `${what}: ${images.toLocaleString('en')} pictures in batches of 32, up to \`${cut}\`, after a first batch.`,
    arms: [
      { name: own, run: () => tools.module('prefix-process.ts', base, String(edge), cut, String(images)) },
      { name: keras, run: () => tools.keras('keras_predict.py', kerasFile, cut, String(images)) },
    ],
    figures: [
      { what: `${what} / Keras \`predict\``, arm: own, against: keras, quantity: 'time', atMost: 0.4 },
    ],
  };
}
