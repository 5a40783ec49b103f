import path from 'node:path';
import type { Prediction } from '../messages/prediction';
import { engineEnvironment } from './engine-search';
import { bundleFile } from './installation';
import { lineReader } from './output-lines';
import type { RunLaunch } from './run-process';
import { runToEnd } from './run-to-end';

/** The model can't be used; the message says why and what to do. */
export class PredictionFailure extends Error {
  override readonly name = 'PredictionFailure';
}

/** What is to be said with the answers of a model whose run's record is not this user's own. */
export function notMadeHere(folder: string): string {
  return `The run in ${folder} was not made by you on this machine, or its record was changed since: whoever made it decides what its model answers.`;
}

/** What the arguments of one process may take; Windows allows 32,767 characters in all. */
const mostCharacters = 20_000;

/**
 * Tells each image's prediction as it comes, in the order given.
 * @throws PredictionFailure
 */
export async function predictImages(
  folder: string,
  images: readonly string[],
  launch: RunLaunch,
  onPrediction: (prediction: Prediction) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const batch of batches(images)) {
    signal?.throwIfAborted();
    await predictBatch(folder, batch, launch, onPrediction, signal);
  }
}

async function predictBatch(
  folder: string,
  images: readonly string[],
  launch: RunLaunch,
  onPrediction: (prediction: Prediction) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let told = 0;
  const read = lineReader((line) => {
    const prediction = predictionIn(line);
    if (!prediction) return;
    told += 1;
    onPrediction(prediction);
  });
  const programArguments = [bundleFile(launch.installation, 'predict'), path.resolve(folder), ...images];
  const ended = await runToEnd(launch.node.path, programArguments, {
    environment: { ...launch.node.environment, ...engineEnvironment(launch.engine) },
    onOutput: (piece, stream) => stream === 'stdout' && read(piece),
    signal,
  });
  read();
  signal?.throwIfAborted();
  if (ended.status === 0 && told === images.length) return;
  const reason = ended.startError?.message ?? ended.stderr.trim().split(/\r?\n/).at(-1);
  throw new PredictionFailure(reason || `The predicting process ended with status ${ended.status}.`);
}

function predictionIn(line: string): Prediction | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isOne =
      typeof value === 'object' &&
      value !== null &&
      'file' in value &&
      ('label' in value || 'error' in value);
    return isOne ? (value as Prediction) : undefined;
  } catch {
    return undefined;
  }
}

function batches(images: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const image of images) {
    characters += image.length + 3;
    if (characters > mostCharacters) {
      all.push([]);
      characters = image.length;
    }
    all.at(-1)?.push(image);
  }
  return all;
}
