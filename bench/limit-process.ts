// The least that transfer learning can take, written as plainly as can be and without this project's engine:
// decode every image, run the frozen layers once over each, train the head on the outputs in memory.
// Usage: limit-process MODEL_JSON IMAGES EDGE CUT EPOCHS; prints seconds by part as JSON.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as tensorflow from '@tensorflow/tfjs';
import sharp from 'sharp';

const [modelFile = '', folder = '', edgeText = '', cut = '', epochsText = ''] = process.argv.slice(2);
const tf = createRequire(import.meta.url)(process.env.TRANSFER_DESIGNER_TFJS_NODE ?? '') as typeof tensorflow;
const edge = Number(edgeText);
const batch = 32;

const classes = (await readdir(folder)).sort();
const files = (
  await Promise.all(
    classes.map(async (name) =>
      (await readdir(path.join(folder, name))).map((file) => path.join(name, file)),
    ),
  )
).flat();
const whole = await tf.loadLayersModel(
  (tf.io as unknown as { fileSystem(file: string): tensorflow.io.IOHandler }).fileSystem(modelFile),
);
const base = tf.model({
  inputs: whole.inputs,
  outputs: whole.getLayer(cut).output as tensorflow.SymbolicTensor,
});
sharp.concurrency(1);

const decode = async (file: string): Promise<Float32Array> => {
  const image = sharp(await readFile(path.join(folder, file)))
    .removeAlpha()
    .resize(edge, edge, { fit: 'fill' });
  return Float32Array.from(await image.raw().toBuffer(), (value) => value / 127.5 - 1);
};

const start = performance.now();
const pictures: Float32Array[] = [];
for (let first = 0; first < files.length; first += batch) {
  pictures.push(...(await Promise.all(files.slice(first, first + batch).map(decode))));
}
const decoded = performance.now();
const outputs: tensorflow.Tensor[] = [];
for (let first = 0; first < files.length; first += batch) {
  const some = pictures.slice(first, first + batch);
  const values = new Float32Array(some.length * edge * edge * 3);
  some.forEach((picture, index) => {
    values.set(picture, index * picture.length);
  });
  outputs.push(
    tf.tidy(() => base.predictOnBatch(tf.tensor(values, [some.length, edge, edge, 3])) as tensorflow.Tensor),
  );
}
const features = tf.concat(outputs);
const forwarded = performance.now();
const labels = tf.oneHot(
  tf.tensor1d(
    files.map((file) => classes.indexOf(path.dirname(file))),
    'int32',
  ),
  classes.length,
);
const head = tf.sequential({
  layers: [
    tf.layers.dense({ units: classes.length, activation: 'softmax', inputShape: features.shape.slice(1) }),
  ],
});
head.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
await head.fit(features, labels, {
  epochs: Number(epochsText),
  batchSize: batch,
  validationSplit: 0.2,
  verbose: 0,
});
const trained = performance.now();
const seconds = (from: number, to: number): number => (to - from) / 1000;
console.log(
  JSON.stringify({
    images: files.length,
    decode: seconds(start, decoded),
    prefix: seconds(decoded, forwarded),
    head: seconds(forwarded, trained),
    total: seconds(start, trained),
  }),
);
