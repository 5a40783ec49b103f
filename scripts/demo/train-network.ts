import type * as tfjs from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/train/engines/tensorflow-js/tensorflow';
import { accuracy, percent } from './accuracy';
import type { DemoData } from './demo-data';
import { type Picture, pictureEdge, pictureValues } from './picture';
import { randomNumbers, shuffled } from './random-numbers';
import { drawView } from './view';

const seed = 1;
const batchSize = 64;
const learningRate = 7e-4;
const labelSmoothing = 0.1;

/**
 * Trains all of the network with Adam and label smoothing, and says on the console how it goes. Each time a
 * picture is shown it is a new view. Pictures that do not fill a last batch are left out of that epoch.
 * @param epochs at least 1; the learning rate falls over all of them
 */
export async function trainNetwork(
  tf: TensorFlow,
  model: tfjs.LayersModel,
  data: DemoData,
  epochs: number,
): Promise<void> {
  const optimizer = tf.train.adam(learningRate);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const classIndex = new Map(data.classes.map((name, index) => [name, index]));
  const stepsPerEpoch = Math.floor(data.training.length / batchSize);
  const start = Date.now();
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const random = randomNumbers(seed + 1000 * (epoch + 1));
    const order = shuffled(data.training, random);
    let lossSum = 0;
    for (let step = 0; step < stepsPerEpoch; step += 1) {
      const pictures = order.slice(step * batchSize, (step + 1) * batchSize);
      const [images, labels] = makeBatch(tf, pictures, classIndex, random);
      const rate = rateAt(epoch * stepsPerEpoch + step, epochs * stepsPerEpoch);
      // The optimiser reads its rate at each step, but its type does not say so.
      (optimizer as unknown as { learningRate: number }).learningRate = rate;
      lossSum += (await model.trainOnBatch(images, labels)) as number;
      tf.dispose([images, labels]);
    }
    const isMeasured = epoch % 5 === 4 || epoch === epochs - 1;
    const heldOut = isMeasured
      ? `, held out ${percent(accuracy(tf, model, data.heldOut, data.classes))}`
      : '';
    const loss = (lossSum / stepsPerEpoch).toFixed(3);
    const seconds = Math.round((Date.now() - start) / 1000);
    console.log(`epoch ${epoch + 1}/${epochs}: loss ${loss}${heldOut}, ${seconds} s`);
  }
}

/** The learning rate falls along half a cosine to a thousandth. */
function rateAt(step: number, steps: number): number {
  return learningRate * (0.001 + 0.999 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
}

/** Images `[batch, 64, 64, 3]` in -1..1 and labels `[batch, classes]`, whose rows add up to 1. */
function makeBatch(
  tf: TensorFlow,
  pictures: readonly Picture[],
  classIndex: ReadonlyMap<string, number>,
  random: () => number,
): [images: tfjs.Tensor4D, labels: tfjs.Tensor2D] {
  const classCount = classIndex.size;
  const images = new Float32Array(pictures.length * pictureValues);
  const labels = new Float32Array(pictures.length * classCount).fill(labelSmoothing / classCount);
  for (const [row, { pixels, subcategory }] of pictures.entries()) {
    drawView(pixels, images, row * pictureValues, random);
    const label = row * classCount + (classIndex.get(subcategory) as number);
    labels[label] = 1 - labelSmoothing + labelSmoothing / classCount;
  }
  return [
    tf.tensor4d(images, [pictures.length, pictureEdge, pictureEdge, 3]),
    tf.tensor2d(labels, [pictures.length, classCount]),
  ];
}
