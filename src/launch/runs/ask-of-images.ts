import { type ErrorCode, TransferError } from '../../design/transfer-error';
import { engineEnvironment } from '../engine/engine-choice';
import { bundleFile } from '../programs/installation';
import { answerIn, lastWords, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';
import type { RunLaunch } from './run-process';

/** A process that runs images through a base and answers one question about them. */
interface ImageProcess {
  readonly bundle: 'measure' | 'look';
  /** The key under which it prints its answer. */
  readonly answer: string;
  /** What came of it where it ends without one: `Nothing was measured`. */
  readonly nothing: string;
  /** As messages name it. */
  readonly name: string;
}

export interface AskOptions<Stage extends string> {
  /** Told what is being done, where it takes a while. */
  readonly onProgress?: (stage: Stage, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Asks such a process, and waits for its answer.
 *
 * @throws TransferError by the code that it tells; `measure-impossible` where it ends without a word
 * @throws the signal's reason
 */
export async function askOfImages<Answer, Stage extends string>(
  { bundle, answer: key, nothing, name }: ImageProcess,
  question: object,
  launch: RunLaunch,
  { onProgress, signal }: AskOptions<Stage>,
): Promise<Answer> {
  let answer: Answer | undefined;
  let problem: { readonly code: ErrorCode; readonly message: string } | undefined;
  const read = lineReader((line) => {
    const told = answerIn(line);
    if (told && key in told) answer = (told as Readonly<Record<string, unknown>>)[key] as Answer;
    if (told && 'problem' in told) problem = told.problem as typeof problem;
    if (told && 'stage' in told && 'done' in told && 'total' in told)
      onProgress?.(told.stage as Stage, Number(told.done), Number(told.total));
  });
  const ended = await runToEnd(launch.node.path, [bundleFile(launch.installation, bundle)], {
    environment: { ...launch.node.environment, ...engineEnvironment(launch.engine) },
    input: JSON.stringify(question),
    onOutput: (piece, stream) => stream === 'stdout' && read(piece),
    signal,
  });
  read();
  signal?.throwIfAborted();
  if (answer !== undefined) return answer;
  if (problem !== undefined) throw new TransferError(problem.code, problem.message);
  throw new TransferError('measure-impossible', `${nothing}: ${lastWords(ended, name)}.`);
}
