// The least that transfer learning can take, written as plainly as can be and without this project's engines: decode
// every image, run the frozen layers once over each in ONNX Runtime, train a softmax on the outputs in memory.
// Usage: limit-process PREFIX.onnx IMAGES EDGE EPOCHS ONNXRUNTIME; prints what it took.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import type { OnnxRuntime } from '../src/train/engines/onnx-runtime/runtime';

const start = performance.now();
const used = process.cpuUsage();
const [model = '', folder = '', edgeText = '', epochsText = '', package_ = ''] = process.argv.slice(2);
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
sharp.concurrency(1);

const runtime = createRequire(import.meta.url)(package_) as OnnxRuntime;
const session = await runtime.InferenceSession.create(await readFile(model), { executionProviders: ['cpu'] });
const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];

async function decode(file: string): Promise<Uint8Array> {
  const image = sharp(await readFile(path.join(folder, file))).removeAlpha();
  return image.resize(edge, edge, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
}

async function passed(pictures: readonly Uint8Array[]): Promise<Float32Array> {
  const size = edge * edge * 3;
  const values = new Float32Array(pictures.length * size);
  pictures.forEach((picture, at) => {
    for (let index = 0; index < size; index += 1)
      values[at * size + index] = (picture[index] as number) / 127.5 - 1;
  });
  const shape = [pictures.length, edge, edge, 3];
  const answers = await session.run({ [input]: new runtime.Tensor('float32', values, shape) });
  return answers[output]?.data as Float32Array;
}

const batches = Array.from({ length: Math.ceil(files.length / batch) }, (_, index) =>
  files.slice(index * batch, (index + 1) * batch),
);
const rows: Float32Array[] = [];
let next = Promise.all((batches[0] ?? []).map(decode));
for (let index = 0; index < batches.length; index += 1) {
  const pictures = await next;
  next = Promise.all((batches[index + 1] ?? []).map(decode));
  rows.push(await passed(pictures));
}
const features = Float32Array.from(rows.flatMap((row) => [...row]));
trainSoftmax(
  features,
  files.map((file) => classes.indexOf(path.dirname(file))),
);
const { user, system } = process.cpuUsage(used);
console.log(
  JSON.stringify({
    seconds: (performance.now() - start) / 1000,
    processorSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);

/** A softmax on rows of features, by Adam, in batches; four of five images train. */
function trainSoftmax(values: Float32Array, labels: readonly number[]): void {
  const width = values.length / labels.length;
  const units = classes.length;
  const [weights, slopes, first, second] = Array.from(
    { length: 4 },
    () => new Float32Array((width + 1) * units),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const training = labels.map((_, index) => index).filter((index) => index % 5 > 0);
  const answer = new Float32Array(units);
  let step = 0;
  for (let epoch = 0; epoch < Number(epochsText); epoch += 1) {
    for (let begin = 0; begin < training.length; begin += batch) {
      const chosen = training.slice(begin, begin + batch);
      slopes.fill(0);
      for (const example of chosen) {
        answer.set(weights.subarray(width * units));
        for (let at = 0; at < width; at += 1) {
          const value = values[example * width + at] as number;
          for (let unit = 0; unit < units; unit += 1)
            answer[unit] = (answer[unit] as number) + value * (weights[at * units + unit] as number);
        }
        const most = Math.max(...answer);
        const sum = answer.reduce((total, logit) => total + Math.exp(logit - most), 0);
        for (let unit = 0; unit < units; unit += 1) {
          const share = Math.exp((answer[unit] as number) - most) / sum;
          answer[unit] = (share - (labels[example] === unit ? 1 : 0)) / chosen.length;
        }
        for (let at = 0; at < width; at += 1) {
          const value = values[example * width + at] as number;
          for (let unit = 0; unit < units; unit += 1)
            slopes[at * units + unit] =
              (slopes[at * units + unit] as number) + value * (answer[unit] as number);
        }
        for (let unit = 0; unit < units; unit += 1)
          slopes[width * units + unit] = (slopes[width * units + unit] as number) + (answer[unit] as number);
      }
      step += 1;
      const rate = (0.001 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
      for (let at = 0; at < weights.length; at += 1) {
        const slope = slopes[at] as number;
        first[at] = 0.9 * (first[at] as number) + 0.1 * slope;
        second[at] = 0.999 * (second[at] as number) + 0.001 * slope * slope;
        weights[at] =
          (weights[at] as number) - (rate * (first[at] as number)) / (Math.sqrt(second[at] as number) + 1e-7);
      }
    }
  }
}
