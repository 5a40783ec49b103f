import path from 'node:path';
import type { Start } from '../../design/config';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { errorCode } from '../../disk/files/error-code';
import { makeFolder } from '../../disk/files/project-files';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { epochCheck, recomputedCheck } from '../../shared/run-event-checks';
import type { EpochEvent, RecomputedRows } from '../../shared/run-events';
import type { RunRecord } from '../../shared/run-record';
import { list, object, oneOf, orNull, real, text, whole } from '../../shared/value-checks';
import type { PhaseProgress } from '../fit/phase-progress';
import type { OptimizerState } from '../learning/optimizers';
import { type NetworkWeights, sameShape, type WeightValues } from '../network/weight-values';
import { plainSeal, readTensorFile, type Seal, type TensorFile, writeTensorFile } from './tensor-file';

/** Where a run stands: what it takes to go on as if it had never been interrupted. */
export interface Checkpoint {
  /** The run that it belongs to; see `runIdentity`. */
  readonly run: string;
  /** Starts that are trained to their end (case 4 may have two). */
  readonly outcomes: readonly StartOutcome[];
  readonly start: Start;
  /** Index of the phase at hand. */
  readonly phase: number;
  /** Best weights of the phases before, as far as they changed. */
  readonly carried: NetworkWeights;
  /** The best epoch of the phases before; null in the first. */
  readonly best: BestOfPhases | null;
  /** The phase at hand between two epochs; null before its first. */
  readonly progress: PhaseProgress | null;
  /** All epochs that count so far. */
  readonly epochs: readonly EpochEvent[];
  /** Rows of the cache that were made anew, in the phases that are over. */
  readonly recomputed: RecomputedRows | null;
}

/** The epoch whose weights are kept, and how it did on validation. */
export interface BestOfPhases {
  /** From 1. */
  readonly phase: number;
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** What came of one start, with its best weights as far as they changed. */
export interface StartOutcome extends BestOfPhases {
  readonly start: Start;
  readonly weights: NetworkWeights;
}

interface CheckpointJson {
  readonly run: string;
  readonly outcomes: readonly Omit<StartOutcome, 'weights'>[];
  readonly start: Start;
  readonly phase: number;
  readonly best: BestOfPhases | null;
  readonly progress: {
    readonly epoch: number;
    readonly steps: number;
    readonly optimizer: readonly string[];
    readonly best: { readonly epoch: number; readonly loss: number; readonly accuracy: number };
  } | null;
  readonly epochs: readonly EpochEvent[];
  readonly recomputed: RecomputedRows | null;
}

/** What tells a run from every other one, wherever its folder is moved and whatever that is called. */
export function runIdentity({ name, created }: Pick<RunRecord, 'name' | 'created'>): string {
  return `${name} ${created}`;
}

const fileOf = (folder: string): string => path.join(folder, runFolderLayout.checkpoint, 'state.bin');

/** Writes the checkpoint whole, in place of the one before, which a power cut may bring back. */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { outcomes, progress, carried, ...rest } = checkpoint;
  const tensors = new Map<string, WeightValues>();
  const add = (group: string, weights: NetworkWeights): void => {
    for (const [name, values] of weights) tensors.set(`${group}:${name}`, values);
  };
  add('carried', carried);
  outcomes.forEach(({ weights }, index) => {
    add(`outcome${index}`, weights);
  });
  if (progress !== null) {
    add('weights', progress.weights);
    if (!isBest(progress)) add('best', progress.best.weights);
    add('optimizer', new Map(progress.optimizer.map((moment, index) => [String(index), moment])));
  }
  const json: CheckpointJson = {
    ...rest,
    outcomes: outcomes.map(({ weights: _, ...outcome }) => outcome),
    progress:
      progress === null
        ? null
        : {
            epoch: progress.epoch,
            steps: progress.steps,
            optimizer: progress.optimizer.map(({ name }) => name),
            best: { epoch: progress.best.epoch, loss: progress.best.loss, accuracy: progress.best.accuracy },
          },
  };
  await makeFolder(path.dirname(fileOf(folder)));
  await writeTensorFile(fileOf(folder), { json, tensors });
}

/**
 * The checkpoint in a run's folder, or undefined where the run has none yet.
 *
 * @param run whose it must be, where it is to be gone on from; see `runIdentity`
 * @throws TransferError `checkpoint` if there is one and it can't be read, or belongs to another run
 */
export async function readCheckpoint(folder: string, run?: string): Promise<Checkpoint | undefined> {
  const file = fileOf(folder);
  try {
    const checkpoint = await checkpointIn(file);
    if (run !== undefined && checkpoint.run !== run) throw unusable(file, 'It belongs to another run.');
    return checkpoint;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Makes what other machines have trained the checkpoint of a run on this one, which believes of it what it believes of its own:
 * that its form is right. Whether it fits the network is seen when it is gone on from.
 *
 * @param file as those machines have left it
 * @param run see `runIdentity`
 * @returns the checkpoint
 * @throws TransferError `checkpoint` if it can't be read, or no start in it is trained to its end; the system's error where it
 *   is missing
 */
export async function adoptCheckpoint(folder: string, file: string, run: string): Promise<Checkpoint> {
  const left = await checkpointIn(file, plainSeal);
  if (left.outcomes.length === 0) throw unusable(file, 'In it, no start is trained to its end.');
  const checkpoint = { ...left, run };
  await writeCheckpoint(folder, checkpoint);
  return checkpoint;
}

async function checkpointIn(file: string, seal?: Seal): Promise<Checkpoint> {
  let content: TensorFile;
  try {
    content = await readTensorFile(file, seal);
  } catch (error) {
    if (isTransferError(error, 'damaged-tensor-file')) throw unusable(file, error.message);
    throw error;
  }
  const complaint = checkpointCheck(content.json, '');
  if (complaint !== undefined) throw unusable(file, `In it, ${complaint}.`);
  return fromFile(file, content.json as CheckpointJson, content.tensors);
}

function unusable(file: string, why: string): TransferError {
  return new TransferError(
    'checkpoint',
    `The checkpoint ${file} can't be read: ${why} Delete the folder "${runFolderLayout.checkpoint}" to train this run from its beginning.`,
  );
}

const start = oneOf('pretrained', 'random');
/** Null is how JSON writes what is no finite number. */
const loss = orNull(real());
const bestShape = { epoch: whole(0), loss, accuracy: real(0, 1) };
const bestCheck = object<BestOfPhases>({ phase: whole(1), ...bestShape });

const checkpointCheck = object<CheckpointJson>({
  run: text(),
  outcomes: list(object<Omit<StartOutcome, 'weights'>>({ start, phase: whole(1), ...bestShape }), 0, 2),
  start,
  phase: whole(0),
  best: orNull(bestCheck),
  progress: orNull(
    object<NonNullable<CheckpointJson['progress']>>({
      epoch: whole(0),
      steps: whole(0),
      optimizer: list(text()),
      best: object(bestShape),
    }),
  ),
  epochs: list(epochCheck),
  recomputed: orNull(recomputedCheck),
});

/**
 * Makes sure that a checkpoint belongs to the network and phases that it is used for.
 *
 * @param weights that it holds
 * @throws TransferError `checkpoint`
 */
export function requireFitting(folder: string, weights: NetworkWeights, network: NetworkWeights): void {
  for (const [name, values] of weights) {
    const own = network.get(name);
    if (own === undefined || !sameShape(own, values))
      throw unusable(fileOf(folder), `The network has no weights "${name}" of that shape.`);
  }
}

function fromFile(
  file: string,
  { outcomes, progress, ...rest }: CheckpointJson,
  tensors: NetworkWeights,
): Checkpoint {
  const group = (name: string): NetworkWeights => {
    const own = [...tensors].filter(([key]) => key.startsWith(`${name}:`));
    return new Map(own.map(([key, values]) => [key.slice(name.length + 1), values]));
  };
  return {
    ...rest,
    outcomes: outcomes.map((outcome, index) => ({ ...outcome, weights: group(`outcome${index}`) })),
    carried: group('carried'),
    progress:
      progress === null
        ? null
        : {
            epoch: progress.epoch,
            steps: progress.steps,
            weights: group('weights'),
            optimizer: optimizerState(file, progress.optimizer, group('optimizer')),
            best: {
              ...progress.best,
              // Before its first epoch a head has none that counts; JSON has no word for infinite.
              loss: progress.best.loss ?? Number.POSITIVE_INFINITY,
              weights: group(isBest(progress) ? 'weights' : 'best'),
            },
          },
  };
}

/** Whether the best epoch is the last one: then its weights are those at hand, and are written once. */
function isBest({ epoch, best }: NonNullable<CheckpointJson['progress']> | PhaseProgress): boolean {
  return best.epoch === epoch;
}

function optimizerState(file: string, names: readonly string[], moments: NetworkWeights): OptimizerState {
  return names.map((name, index) => {
    const moment = moments.get(String(index));
    if (moment === undefined) throw unusable(file, `The optimiser's "${name}" is missing.`);
    return { name, ...moment };
  });
}
