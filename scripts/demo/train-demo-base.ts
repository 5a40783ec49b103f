/**
 * Trains the demonstration base on emoji pictures of npm packages: `npm run train-demo-base`.
 *
 * The same packages, engine, machine and number of threads (TF_NUM_INTRAOP_THREADS; 2 for the weights in
 * models/demo) give the same weights, to the last bit. Options: --epochs N (30), --out FOLDER (models/demo).
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { accuracy, percent } from './accuracy';
import { readDemoData } from './demo-data';
import { buildDemoNetwork } from './demo-network';
import { loadNativeEngine } from './native-engine';
import { writePictureSheet } from './picture-sheet';
import { randomNumbers } from './random-numbers';
import { trainNetwork } from './train-network';
import { giveFeaturesUnitSize } from './unit-size-features';
import { writeBase } from './write-base';

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '30' },
    out: { type: 'string', default: path.resolve(import.meta.dirname, '../../models/demo') },
  },
});
const epochs = Number(options.epochs);
if (!Number.isInteger(epochs) || epochs < 1) {
  throw new Error(`--epochs takes a whole number from 1, not "${options.epochs}".`);
}

const { tf, name: engine } = await loadNativeEngine();
const data = await readDemoData();
const { classes, training, heldOut, heldOutTwemoji } = data;
console.log(
  `${engine}: ${training.length} pictures in ${classes.length} classes; ${heldOut.length} subjects held out`,
);
// TensorFlow.js draws by Math.random where it takes no seed: seeded, a training is repeatable.
Math.random = randomNumbers(1);
const model = buildDemoNetwork(tf, classes.length);
model.summary();
await trainNetwork(tf, model, data, epochs);
const size = giveFeaturesUnitSize(tf, model, training);
console.log(`features divided by their root mean square, ${size.toFixed(3)}`);

const results = {
  trainingPictures: training.length,
  epochs,
  heldOut: heldOut.length,
  heldOutAccuracy: accuracy(tf, model, heldOut, classes),
  heldOutTwemojiAccuracy: accuracy(tf, model, heldOutTwemoji, classes),
};
console.log(`held-out subjects, Noto: ${percent(results.heldOutAccuracy)}`);
console.log(`held-out subjects, Twemoji: ${percent(results.heldOutTwemojiAccuracy)}`);
const folder = path.resolve(options.out);
const hash = await writeBase(tf, model, classes, results, folder);
await writePictureSheet(training, classes, folder);
console.log(`weights: sha256 ${hash}`);
