import path from 'node:path';
import type { Start } from '../../design/config';
import type { PlanPhase } from '../../design/plan';
import { runFolderLayout } from '../../disk/run-folder-layout';
import type { Proof } from '../../messages/run-events';
import { readBase } from '../network/read-base';
import type { NetworkWeights } from '../network/weight-values';
import { TrainFailure } from '../train-failure';
import { changedTensors, frozenTensors } from './frozen-tensors';
import { readGolden, writeGolden } from './golden-file';
import type { JudgedImages } from './judge';
import { largestDifference, networkOnPixels } from './network-on-pixels';
import { chooseProofImages, proofPixels } from './proof-images';
import type { RunSession } from './run-session';
import { saveModel } from './save-model';

/** Between the cached path and the whole network, with one engine for both. */
const mostCachedDifference = 1e-5;
/** Between the network as it was trained and as it is read back, with one engine for both. */
const mostGoldenDifference = 1e-6;

export interface ProofTask {
  readonly session: RunSession;
  readonly start: Start;
  readonly phases: readonly PlanPhase[];
  /** Of the whole network, as trained. */
  readonly weights: NetworkWeights;
  readonly judged: JudgedImages;
}

/** Writes `model/` and `golden.json`: the whole network, from pixels to probabilities. */
export async function saveNetwork({ session, weights, judged }: ProofTask): Promise<void> {
  const { plan, network, folder, engine } = session;
  await saveModel(path.join(folder, runFolderLayout.model), network.topology, weights, plan);
  const chosen = chooseProofImages(judged.validationImages);
  const pixels = await proofPixels(session, chosen);
  const whole = await networkOnPixels(engine.tf, network.topology, weights, plan.base.input);
  await writeGolden(folder, {
    classes: plan.dataset.classes,
    shape: [...plan.base.input.size, 3],
    images: chosen.map(({ image }, index) => {
      const picture = pixels[index] ?? new Uint8Array();
      return {
        file: image.file,
        sha256: image.sha256,
        pixels: Buffer.from(picture).toString('base64'),
        probabilities: [...whole.probabilities(picture)],
      };
    }),
  });
  whole.dispose();
}

/**
 * Proves what was saved, by reading it back from disk: the frozen tensors are the base file's to the last bit;
 * the network read back says what `golden.json` says; the cached path said the same as the whole network.
 *
 * @throws TrainFailure `frozen-changed`, `golden-differs` or `cache-differs`
 */
export async function proveSaved({ session, start, phases, judged }: ProofTask): Promise<Proof> {
  const { plan, folder, engine, network } = session;
  const saved = await readBase(path.join(folder, runFolderLayout.model, 'model.json'));
  const original = await readBase(session.record.base.modelFile);
  const kept = new Set(network.topology.layers.map((layer) => layer.name));
  const frozen = start === 'random' ? [] : frozenTensors(original, kept, phases);
  const changed = changedTensors(frozen, original.weights, saved.weights);
  if (changed.length > 0) {
    throw new TrainFailure(
      'frozen-changed',
      `Frozen weights differ from the base's file after training: ${changed.slice(0, 5).join(', ')}. Do not use this model; please report this with the run's folder.`,
    );
  }
  const whole = await networkOnPixels(engine.tf, saved.topology, saved.weights, plan.base.input);
  const golden = await readGolden(folder);
  const chosen = chooseProofImages(judged.validationImages);
  let goldenDifference = 0;
  let cachedDifference = 0;
  golden.images.forEach(({ pixels, probabilities }, index) => {
    const now = whole.probabilities(Buffer.from(pixels, 'base64'));
    goldenDifference = Math.max(goldenDifference, largestDifference(now, probabilities));
    const cachedPath = judged.validation[chosen[index]?.example ?? -1]?.probabilities ?? [];
    cachedDifference = Math.max(cachedDifference, largestDifference(now, cachedPath));
  });
  whole.dispose();
  requireAtMost(
    goldenDifference,
    mostGoldenDifference,
    'golden-differs',
    'The model read back from disk and golden.json',
  );
  if (plan.training.cache) {
    requireAtMost(
      cachedDifference,
      mostCachedDifference,
      'cache-differs',
      'The cached path and the whole network',
    );
  }
  return {
    frozenTensors: frozen.length,
    frozenIdentical: true,
    rewrites: original.rewrites,
    goldenImages: golden.images.length,
    goldenDifference,
    cachedDifference: plan.training.cache ? cachedDifference : null,
  };
}

function requireAtMost(difference: number, most: number, code: string, what: string): void {
  if (difference <= most) return;
  throw new TrainFailure(
    code,
    `${what} differ by ${difference} in their probabilities; at most ${most} is allowed. Clear the feature cache and train again; if it stays, please report it with the run's folder.`,
  );
}
