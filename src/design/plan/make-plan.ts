import { valuesIn } from '../base/tensor-shape';
import { defaults } from '../defaults';
import { classWeightsOf } from '../images/class-weights';
import type { DesignedImages } from '../images/design-images';
import type { ImageCounts } from '../images/image-counts';
import type { KeptBase } from '../network/freeze-map';
import { frozenPrefixEnd } from '../network/frozen-prefix';
import type { Network } from '../network/network';
import type { Phase } from '../network/phases';
import type { ParsedFile } from '../parsed-file';
import type { Plan, PlanAugment, PlanDataset, PlanPhase, PlanTraining } from '../plan';
import type { Report } from '../problems/report';
import type { TransferCase } from '../transfer-cases';
import { shownAddress } from '../words/shown-address';
import { augmentation } from './augmentation';
import { countParams, planLayers } from './plan-layers';
import { viewsOf } from './plan-reading';

export interface PlanParts {
  readonly transferCase: TransferCase;
  readonly network: Network;
  readonly images: DesignedImages;
}

/**
 * Puts the plan together from what has been decided, with the caches' places and sizes.
 *
 * @returns undefined if the base can't take the images
 */
export function makePlan(file: ParsedFile, parts: PlanParts, report: Report): Plan | undefined {
  const { transferCase, network, images } = parts;
  if (network.input === undefined) return undefined;
  const { config } = file;
  const augment = augmentation(file, report);
  const caches = (config.train.cache ?? defaults.train.cache) === 'auto';
  const withCache = (phase: Phase) => cached(phase, network, images.counts, augment, caches);
  const layers = planLayers(network);
  const params = countParams(layers);
  return {
    case: transferCase.number,
    cut: network.kept.cut,
    init: network.init,
    base: {
      model: shownAddress(config.base?.model ?? ''),
      fingerprint: network.kept.facts.graph.fingerprint,
      input: network.input,
    },
    dataset: planDataset(file, images),
    head: network.head,
    layers,
    trainableParams: params.trainable,
    frozenParams: params.frozen,
    training: {
      ...trainingSettings(file, augment, caches),
      classWeights: classWeightsOf(
        config.train.classWeights ?? defaults.train.classWeights,
        images.training.classes,
        report,
      ),
      fallback: network.fallbackPhases.length > 0 ? (config.train.fallback ?? defaults.train.fallback) : null,
      fallbackPhases: network.fallbackPhases.map(withCache),
    },
    phases: network.phases.map(withCache),
  };
}

function planDataset(file: ParsedFile, { training, validation, test }: DesignedImages): PlanDataset {
  return {
    path: training.path,
    validation,
    test,
    classes: training.classes.map(({ name }) => name),
    groupBy: file.config.dataset.groupBy ?? null,
    images: training.images,
  };
}

function trainingSettings(
  { config: { train } }: ParsedFile,
  augment: PlanAugment | null,
  cache: boolean,
): Omit<PlanTraining, 'classWeights' | 'fallback' | 'fallbackPhases'> {
  return {
    batchSize: train.batchSize ?? defaults.train.batchSize,
    optimizer: train.optimizer ?? defaults.train.optimizer,
    seed: train.seed ?? defaults.train.seed,
    cache,
    augment,
  };
}

function cached(
  phase: Phase,
  { kept }: Network,
  counts: ImageCounts,
  augment: PlanAugment | null,
  caches: boolean,
): PlanPhase {
  if (!caches) return { ...phase, cache: null };
  const cut = frozenPrefixEnd(kept, phase.trainable);
  return { ...phase, cache: { cut, bytes: cacheBytes(kept, cut, counts, viewsOf(augment)) } };
}

/** Features are kept as 32-bit floats. */
const bytesAFeature = 4;

/**
 * The bytes that a frozen prefix's outputs take for all images, the views of training images included. For the
 * base's input layer these are decoded pixels, one byte a value, without views: those are drawn anew each epoch.
 */
function cacheBytes(kept: KeptBase, prefix: string, images: ImageCounts, views: number): number {
  const { facts } = kept;
  const values = valuesIn(facts.layer.get(prefix)?.outputShape ?? []);
  const others = images.validation + images.test;
  if (prefix === facts.graph.layers[0]?.name) return values * (images.train + others);
  return bytesAFeature * values * (images.train * views + others);
}
