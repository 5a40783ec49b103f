import { loadEngine } from './engines/load-engine';
import { loadPredictor } from './predict';
import { messageOf } from './train-failure';

/** `node predict.js RUN_FOLDER IMAGE…`: one JSON object a line, in the order of the images. */
async function main(runFolder: string | undefined, images: readonly string[]): Promise<number> {
  if (runFolder === undefined || images.length === 0) {
    console.error('Usage: predict.js RUN_FOLDER IMAGE...');
    return 2;
  }
  try {
    const predictor = await loadPredictor(runFolder, await loadEngine(process.env));
    for (const file of images) process.stdout.write(`${JSON.stringify(await predictor.predict(file))}\n`);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

main(process.argv[2], process.argv.slice(3)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
