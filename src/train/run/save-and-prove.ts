import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PlanPhase } from '../../design/plan';
import { TransferError } from '../../design/transfer-error';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { changedRunFiles, type FileHashes } from '../../disk/runs/run-file-hashes';
import type { Evaluation, Proof } from '../../shared/run-events';
import { type Base, readBase } from '../formats/read-base';
import { networkOnPixels } from '../images/network-on-pixels';
import type { NetworkWeights } from '../network/weight-values';
import { byTensorName, tensorNames } from '../onnx/written/network-model';
import type { StartOutcome } from './checkpoint';
import { largestDifference } from './evaluate';
import { changedTensors, frozenTensors } from './frozen-tensors';
import { readGolden, writeGolden } from './golden-file';
import type { JudgedSides } from './judge';
import { modelMetadata, readModelMetadata } from './model-metadata';
import { chooseProofImages, proofPixels } from './proof-images';
import { placeOfBase, type RunSession } from './run-session';
import { saveModel } from './save-model';

/**
 * Between the network that was trained, on its cached path, and the whole one read back; with one engine for both. They
 * run other batches, whose last bits differ on some processors.
 */
const mostDifference = 1e-5;
/**
 * Between the validation loss of the best epoch and of the network that is kept, as a share of 1 + loss. Within a phase
 * both come from the same batches; a later phase runs more of the network, or less, at once.
 */
const mostLossDifference = { samePhase: 1e-4, otherPhase: 1e-3 } as const;

export interface SaveTask {
  readonly session: RunSession;
  readonly phases: readonly PlanPhase[];
  /** Of the whole network, as trained. */
  readonly weights: NetworkWeights;
  readonly judged: JudgedSides;
  /** What the validation images chose. */
  readonly weakBelow: number | null;
}

/**
 * Writes `model/`, the whole network, and `golden.json`: what the trained one said of a few images.
 *
 * @returns the sha256 of each file
 */
export async function saveNetwork({ session, weights, judged, weakBelow }: SaveTask): Promise<FileHashes> {
  const { plan, network, folder } = session;
  const { model, golden } = runFolderLayout;
  const says = modelMetadata(plan, weakBelow);
  const files = await saveModel(path.join(folder, model), network.topology, weights, says);
  const chosen = chooseProofImages(judged.validationImages);
  const pixels = await proofPixels(session, chosen);
  const goldenSha256 = await writeGolden(folder, {
    classes: plan.dataset.classes,
    shape: [...plan.base.input.size, 3],
    images: chosen.map(({ image, example }, index) => ({
      file: image.file,
      sha256: image.sha256,
      pixels: Buffer.from(pixels[index] ?? []).toString('base64'),
      probabilities: [...(judged.validation[example]?.probabilities ?? [])],
    })),
  });
  const ofModel = Object.entries(files).map(([name, sha256]) => [`${model}/${name}`, sha256]);
  return { ...Object.fromEntries(ofModel), [golden]: goldenSha256 };
}

export interface ProofTask extends SaveTask {
  /** What the network was chosen by. */
  readonly best: Omit<StartOutcome, 'weights'>;
  /** How the network that is kept did on the validation images. */
  readonly validation: Evaluation;
  /** What was written. */
  readonly files: FileHashes;
}

/**
 * Proves what was saved, by reading it back from disk: the frozen tensors are the base file's to the last bit, all
 * tensors are those that were trained, the network does on the validation images what its best epoch did, and the
 * whole network, fed as its own metadata says, says of the golden images what the trained one said of them, within
 * `mostDifference`. That one judged by way of the cache, so the same comparison shows that the cached path and the
 * whole network agree.
 *
 * @throws TransferError `frozen-changed`, `saved-differs`, `best-differs` or `golden-differs`
 */
export async function proveSaved(task: ProofTask): Promise<Omit<Proof, 'recomputed'>> {
  const { session, best, phases } = task;
  const { plan, folder, network } = session;
  const base = await readBase(placeOfBase(session), session.plan.base.input.size);
  const saved = await readBase(path.join(folder, runFolderLayout.model));
  const kept = new Set(network.topology.layers.map((layer) => layer.name));
  const frozen = best.start === 'random' ? [] : frozenTensors(base, kept, phases);
  // A file may divide the same tensors among other layers.
  const names = tensorNames(base.topology, base.weights.keys());
  const changed = changedTensors(
    frozen.map((name) => names.get(name) ?? name),
    byTensorName(base.topology, base.weights),
    byTensorName(saved.topology, saved.weights),
  );
  if (changed.length > 0) {
    throw new TransferError(
      'frozen-changed',
      `Frozen weights differ from the base's file after training: ${changed.slice(0, 5).join(', ')}. Do not use this model; please report this with the run's folder.`,
    );
  }
  await requireSavedAsTrained(task, saved);
  const lossDifference = requireBestEpoch(task);
  const golden = await goldenComparison(task, saved);
  return {
    frozenTensors: frozen.length,
    frozenIdentical: true,
    rewrites: base.rewrites,
    goldenImages: golden.images,
    goldenDifference: golden.difference,
    cachedDifference: plan.training.cache ? golden.difference : null,
    lossDifference,
  };
}

/** Every tensor, the classes, the preprocessing and what counts as none of them, and every byte of every file. */
async function requireSavedAsTrained(
  { session, weights, files, weakBelow }: ProofTask,
  saved: Base,
): Promise<void> {
  const { plan, folder, network } = session;
  const trained = byTensorName(network.topology, weights);
  const stored = byTensorName(saved.topology, saved.weights);
  const names = [...new Set([...trained.keys(), ...stored.keys()])];
  const { size, resize, scale } = plan.base.input;
  const metadata = readModelMetadata(saved.says);
  const differing = [
    ...changedTensors(names, trained, stored).map((name) => `the weights ${name}`),
    ...(isDeepStrictEqual(metadata?.classes, plan.dataset.classes) ? [] : ['the classes']),
    ...(isDeepStrictEqual(metadata?.input, { size, resize, scale }) ? [] : ['the preprocessing']),
    ...(metadata?.weakBelow === (weakBelow ?? undefined) ? [] : ['what counts as none of the classes']),
    ...(await changedRunFiles(folder, files)),
  ];
  if (differing.length === 0) return;
  throw new TransferError(
    'saved-differs',
    `What was saved, read back from disk, is not what was trained: ${differing.slice(0, 5).join(', ')}. Do not use this model. Make sure that the disk is sound and train again; if it stays, please report this with the run's folder.`,
  );
}

/**
 * The network that is kept must do on the validation images what the epoch did that it was chosen by.
 *
 * @returns the difference of the losses; null where they can't be compared: the images have changed meanwhile, or one
 *   was given a probability too small for its loss to be known
 */
function requireBestEpoch({ session, best, phases, validation, judged }: ProofTask): number | null {
  const isTooSmall = judged.validation.some(
    ({ label, probabilities }) => !((probabilities[label] ?? 0) > 1e-30),
  );
  if (session.imagesChanged || isTooSmall) return null;
  const difference = Math.abs(validation.loss - best.loss);
  const { samePhase, otherPhase } = mostLossDifference;
  const most = (best.phase === phases.length ? samePhase : otherPhase) * (1 + best.loss);
  if (difference <= most) return difference;
  throw new TransferError(
    'best-differs',
    `The network that is kept has a validation loss of ${validation.loss}, and the epoch that it was chosen by (${best.epoch} of phase ${best.phase}) had ${best.loss}. Do not use this model. Train again; if it stays, please report this with the run's folder.`,
  );
}

async function goldenComparison(
  { session: { plan, folder, answering } }: ProofTask,
  saved: Base,
): Promise<{ images: number; difference: number }> {
  const golden = await readGolden(folder);
  const { input } = readModelMetadata(saved.says) ?? plan.base;
  const whole = await networkOnPixels(answering, saved.topology, saved.weights, input);
  const now = await whole.outputs(golden.images.map(({ pixels }) => Buffer.from(pixels, 'base64')));
  whole.dispose();
  const difference = largestDifference(
    now,
    golden.images.flatMap(({ probabilities }) => probabilities),
  );
  if (!(difference <= mostDifference)) {
    throw new TransferError(
      'golden-differs',
      `The saved network, read back from disk, differs by ${difference} in its probabilities from the one that was trained; at most ${mostDifference} is allowed. Clear the feature cache and train again; if it stays, please report it with the run's folder.`,
    );
  }
  return { images: golden.images.length, difference };
}
