import { text } from 'node:stream/consumers';
import { loadEngines } from './engines/load-engines';
import { messageOf } from './failures/failure-words';
import { loadPredictor } from './predict';

/**
 * `node predict.js RUN_FOLDER [EDGE]`, with the images' paths as a JSON list on standard input: one JSON object a line, in
 * the order of the images. With EDGE each answer has a small picture, of so many pixels at most on either side.
 */
async function main(runFolder: string | undefined, edge: string | undefined): Promise<number> {
  if (runFolder === undefined) {
    console.error('Usage: predict.js RUN_FOLDER [EDGE] < IMAGES');
    return 2;
  }
  try {
    const images = JSON.parse(await text(process.stdin)) as readonly string[];
    const predictor = await loadPredictor(runFolder, await loadEngines(process.env));
    const pixels = edge === undefined ? undefined : Number(edge);
    for (const file of images)
      process.stdout.write(`${JSON.stringify(await predictor.predict(file, pixels))}\n`);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

main(process.argv[2], process.argv[3]).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
