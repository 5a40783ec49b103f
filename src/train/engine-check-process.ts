import { loadEngine } from './engines/tensorflow-js/load-tensorflow';
import { messageOf } from './failures/train-error';

/** `node engine-check.js`: a small real training with the engine the environment names; prints the verdict. */
async function main(): Promise<void> {
  const start = performance.now();
  let verdict: object;
  try {
    const engine = await loadEngine(process.env);
    const { tf } = engine;
    const model = tf.sequential({
      layers: [
        ...(engine.trainsConvolutions
          ? [
              tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1], activation: 'relu' }),
              tf.layers.flatten(),
            ]
          : [tf.layers.flatten({ inputShape: [8, 8, 1] })]),
        tf.layers.dense({ units: 2, activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const history = await model.fit(tf.ones([4, 8, 8, 1]), tf.oneHot(tf.tensor1d([0, 1, 0, 1], 'int32'), 2), {
      epochs: 2,
      verbose: 0,
    });
    const losses = history.history.loss ?? [];
    if (!losses.every((loss) => Number.isFinite(loss))) throw new Error(`its losses are ${String(losses)}`);
    verdict = { ok: true, engine: engine.name, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    verdict = { ok: false, message: messageOf(error) };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}

void main();
