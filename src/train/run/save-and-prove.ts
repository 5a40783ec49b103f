import path from 'node:path';
import type { Start } from '../../design/config';
import type { PlanPhase } from '../../design/plan';
import { runFolderLayout } from '../../disk/run-folder-layout';
import type { Proof } from '../../messages/run-events';
import { networkOnPixels } from '../network/network-on-pixels';
import { readBase } from '../network/read-base';
import type { NetworkWeights } from '../network/weight-values';
import { TrainFailure } from '../train-failure';
import { largestDifference } from './evaluate';
import { changedTensors, frozenTensors } from './frozen-tensors';
import { readGolden, writeGolden } from './golden-file';
import type { JudgedImages } from './judge';
import { chooseProofImages, proofPixels } from './proof-images';
import { modelFileOf, type RunSession } from './run-session';
import { saveModel } from './save-model';

/** Between the network that was trained, on its cached path, and the whole one read back; with one engine for both. */
const mostDifference = 1e-5;

export interface ProofTask {
  readonly session: RunSession;
  readonly start: Start;
  readonly phases: readonly PlanPhase[];
  /** Of the whole network, as trained. */
  readonly weights: NetworkWeights;
  readonly judged: JudgedImages;
}

/** Writes `model/`, the whole network, and `golden.json`: what the trained one said of a few images. */
export async function saveNetwork({ session, weights, judged }: ProofTask): Promise<void> {
  const { plan, network, folder } = session;
  await saveModel(path.join(folder, runFolderLayout.model), network.topology, weights, plan);
  const chosen = chooseProofImages(judged.validationImages);
  const pixels = await proofPixels(session, chosen);
  await writeGolden(folder, {
    classes: plan.dataset.classes,
    shape: [...plan.base.input.size, 3],
    images: chosen.map(({ image, example }, index) => ({
      file: image.file,
      sha256: image.sha256,
      pixels: Buffer.from(pixels[index] ?? []).toString('base64'),
      probabilities: [...(judged.validation[example]?.probabilities ?? [])],
    })),
  });
}

/**
 * Proves what was saved, by reading it back from disk: the frozen tensors are the base file's to the last bit, and
 * the whole network says of the golden images what the trained one said of them. That one judged by way of the
 * cache, so the same comparison shows that the cached path and the whole network agree.
 *
 * @throws TrainFailure `frozen-changed` or `golden-differs`
 */
export async function proveSaved({
  session,
  start,
  phases,
}: Omit<ProofTask, 'judged' | 'weights'>): Promise<Proof> {
  const { plan, folder, engine, network } = session;
  const base = await readBase(modelFileOf(session));
  const saved = await readBase(path.join(folder, runFolderLayout.model, 'model.json'));
  const kept = new Set(network.topology.layers.map((layer) => layer.name));
  const frozen = start === 'random' ? [] : frozenTensors(base, kept, phases);
  const changed = changedTensors(frozen, base.weights, saved.weights);
  if (changed.length > 0) {
    throw new TrainFailure(
      'frozen-changed',
      `Frozen weights differ from the base's file after training: ${changed.slice(0, 5).join(', ')}. Do not use this model; please report this with the run's folder.`,
    );
  }
  const golden = await readGolden(folder);
  const whole = await networkOnPixels(engine.tf, saved.topology, saved.weights, plan.base.input);
  const now = whole.outputs(golden.images.map(({ pixels }) => Buffer.from(pixels, 'base64')));
  whole.dispose();
  const difference = largestDifference(
    now,
    golden.images.flatMap(({ probabilities }) => probabilities),
  );
  if (!(difference <= mostDifference)) {
    throw new TrainFailure(
      'golden-differs',
      `The saved network, read back from disk, differs by ${difference} in its probabilities from the one that was trained; at most ${mostDifference} is allowed. Clear the feature cache and train again; if it stays, please report it with the run's folder.`,
    );
  }
  return {
    frozenTensors: frozen.length,
    frozenIdentical: true,
    rewrites: base.rewrites,
    goldenImages: golden.images.length,
    goldenDifference: difference,
    cachedDifference: plan.training.cache ? difference : null,
  };
}
