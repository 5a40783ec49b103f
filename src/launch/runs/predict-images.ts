import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import type { Prediction } from '../../shared/prediction';
import { engineEnvironment } from '../engine/engine-choice';
import { bundleFile } from '../programs/installation';
import { answerIn, lastWords, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';
import type { RunLaunch } from './run-process';

/** What is to be said with the answers of a model whose run's record is not this user's own. */
export function notMadeHere(folder: string): string {
  return `The run in ${folder} was not made by you on this machine, or its record was changed since: whoever made it decides what its model answers.`;
}

export interface PredictOptions {
  readonly onPrediction: (prediction: Prediction) => void;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  /** The edge of a small picture that is to come with each answer, in pixels; none where left out. */
  readonly pictureEdge?: number;
}

/**
 * Tells each image's prediction as it comes, in the order given.
 * @throws TransferError `prediction-failed`; the signal's reason
 */
export async function predictImages(
  folder: string,
  images: readonly string[],
  launch: RunLaunch,
  { onPrediction, signal, pictureEdge }: PredictOptions,
): Promise<void> {
  if (images.length === 0) return;
  let told = 0;
  const read = lineReader((line) => {
    const prediction = predictionIn(line);
    if (!prediction) return;
    told += 1;
    onPrediction(prediction);
  });
  const programArguments = [bundleFile(launch.installation, 'predict'), path.resolve(folder)];
  if (pictureEdge !== undefined) programArguments.push(String(pictureEdge));
  const ended = await runToEnd(launch.node.path, programArguments, {
    environment: { ...launch.node.environment, ...engineEnvironment(launch.engine) },
    // As arguments, many images would need several processes, each with the model to load.
    input: JSON.stringify(images),
    onOutput: (piece, stream) => stream === 'stdout' && read(piece),
    signal,
  });
  read();
  signal?.throwIfAborted();
  if (ended.status === 0 && told === images.length) return;
  throw new TransferError('prediction-failed', lastWords(ended, 'The predicting process'));
}

function predictionIn(line: string): Prediction | undefined {
  const answer = answerIn(line);
  const isOne = answer && 'file' in answer && ('label' in answer || 'error' in answer);
  return isOne ? (answer as Prediction) : undefined;
}
