import { type ErrorCode, TransferError } from '../../design/transfer-error';
import { bundleFile, type Installation } from './installation';
import type { NodeProgram } from './node-program';
import { answerIn, lastWords, lineReader } from './output-lines';
import { runToEnd } from './run-to-end';

/** A program that is asked one question as JSON, and answers in lines of JSON. */
export interface AskedProgram {
  readonly bundle: 'measure' | 'look' | 'see' | 'export' | 'ray-export' | 'check-images';
  /** The key under which it prints its answer. */
  readonly answer: string;
  /** The code of the error where it ends without one, and what came of it: `Nothing was measured`. */
  readonly code: ErrorCode;
  readonly nothing: string;
  /** As messages name it. */
  readonly name: string;
  /** The longest that it may take. */
  readonly seconds?: number;
  /** Whether whatever ends this process ends that one too. */
  readonly endsWithUs?: boolean;
}

export interface AskOptions<Stage extends string> {
  /** Told what is being done, where it takes a while. */
  readonly onProgress?: ((stage: Stage, done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks such a program, and waits for its answer.
 *
 * @param environment what its own has beside Node's
 * @throws TransferError by the code that it tells; by its own where it ends without a word
 * @throws the signal's reason
 */
export async function askProgram<Answer, Stage extends string>(
  { bundle, answer: key, code, nothing, name, seconds, endsWithUs = false }: AskedProgram,
  question: object,
  { installation, node }: { readonly installation: Installation; readonly node: NodeProgram },
  { onProgress, signal }: AskOptions<Stage>,
  environment: Readonly<Record<string, string>> = {},
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
  const ended = await runToEnd(node.path, [bundleFile(installation, bundle)], {
    environment: { ...node.environment, ...environment },
    input: JSON.stringify(question),
    endsWithUs,
    onOutput: (piece, stream) => stream === 'stdout' && read(piece),
    ...(seconds === undefined ? {} : { milliseconds: 1000 * seconds }),
    signal,
  });
  read();
  signal?.throwIfAborted();
  if (answer !== undefined) return answer;
  if (problem !== undefined) throw new TransferError(problem.code, problem.message);
  const why = ended.timedOut ? `it took longer than ${seconds} seconds` : lastWords(ended, name);
  throw new TransferError(code, `${nothing}: ${why}.`);
}
