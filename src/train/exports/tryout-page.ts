import path from 'node:path';
import { valuesIn } from '../../design/base/tensor-shape';
import { createFile, openToRead, readWhole } from '../../disk/files/project-files';
import { type ModelInPage, modelElement } from '../../shared/tryout';
import { engineFor } from '../engines/load-engines';
import { networkOnPixels } from '../images/network-on-pixels';
import { readTopology } from '../network/read-topology';
import { toModelConfig } from '../network/topology';
import { bytesOf, type StoredWeight, type WeightValues } from '../network/weight-values';
import type { Exporter } from './exporter';
import { refuseOnnxLayers } from './onnx-layers';
import { bytesInPage, elementEnd, WeightElements } from './tryout-weights';

const marker = '<!-- MODEL -->';
const modelStart = `<script type="application/json" id="${modelElement}">`;
/** In bytes, of the page without its weights. */
const mostOfPage = 64 * 1024 ** 2;

/**
 * A page to try the model in: one file that any browser opens from the disk, with TensorFlow.js and its engine in it.
 * The page itself is `dist/tryout.html`; the model stands in it as data, its weights in base64.
 */
export const tryoutPage: Exporter = {
  async write({ topology, weights, metadata }, place, onTensor) {
    refuseOnnxLayers(topology);
    const [before, after] = (await pageWithoutModel()).split(marker);
    if (before === undefined || after === undefined)
      throw new RangeError('The page has no place for a model.');
    const model: ModelInPage = {
      ...metadata,
      topology: { keras_version: 'tfjs-layers 4.22.0', model_config: toModelConfig(topology) },
      weights: [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' })),
    };
    const page = await createFile(place);
    try {
      // What is in names must not end the element.
      const json = JSON.stringify(model).replaceAll('<', '\\u003c');
      await page.writeFile(`${before}${modelStart}${json}${elementEnd}`);
      const elements = new WeightElements(page);
      for (const stored of weights.values()) {
        const values = await stored.read();
        await elements.add(bytesOf(values));
        onTensor(values.byteLength);
      }
      await elements.finish();
      await page.writeFile(after);
      await page.sync();
    } finally {
      await page.close();
    }
    return weights;
  },

  async open(place) {
    const { model, weightsAt } = await modelIn(place);
    const { topology: written, weights: specs, ...says } = model;
    let end = 0;
    const weights = new Map<string, StoredWeight>();
    for (const { name, shape } of specs) {
      const from = end;
      const length = 4 * valuesIn(shape);
      end += length;
      const read = async () => {
        const { buffer, byteOffset } = await bytesInPage(place, weightsAt, from, length);
        return new Float32Array(buffer, byteOffset, length / 4);
      };
      weights.set(name, { shape, read });
    }
    return {
      weights,
      says,
      async network(engines, input) {
        const values = new Map<string, WeightValues>();
        for (const [name, { shape, read }] of weights) values.set(name, { shape, values: await read() });
        const network = readTopology(written);
        return networkOnPixels(engineFor(network, values, engines), network, values, input);
      },
    };
  },
};

function pageWithoutModel(): Promise<string> {
  return readWhole(path.join(__dirname, 'tryout.html'), mostOfPage).then(String);
}

/** What a page says of its model, and where in the file its weights begin. */
async function modelIn(place: string): Promise<{ model: ModelInPage; weightsAt: number }> {
  const handle = await openToRead(place);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostOfPage), 0, mostOfPage, 0);
    const page = buffer.subarray(0, bytesRead);
    const start = page.indexOf(modelStart) + modelStart.length;
    const end = page.indexOf(elementEnd, start);
    const model = JSON.parse(page.toString('utf8', start, end)) as ModelInPage;
    return { model, weightsAt: end + elementEnd.length };
  } finally {
    await handle.close();
  }
}
