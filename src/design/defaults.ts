import type { BatchNormMode, Start } from './config';
import { thresholds } from './thresholds';

interface PhaseDefaults {
  readonly epochs: number;
  /** Batches before the phase may end, where the file states neither its epochs nor its patience. */
  readonly minimumSteps: number;
  readonly learningRate: number;
  readonly patience: number;
}

/** On cached features an epoch costs next to nothing, and heads on few images need many steps. */
const head: PhaseDefaults = { epochs: 200, minimumSteps: 1_000, learningRate: 0.001, patience: 20 };

/** Through a pretrained base: short and gentle, lest its weights be undone. */
const fineTuning: PhaseDefaults = {
  epochs: 20,
  minimumSteps: 0,
  learningRate: fineTuningRate(head.learningRate),
  patience: 5,
};

/**
 * What trainable batch normalisation does while training. Random starts have no statistics worth keeping. For
 * pretrained ones `inference` is the usual advice (the Keras guide to fine-tuning: small batches undo the statistics
 * that the weights were learned with), and what `npm run bench:demo` speaks for: 14 points better on the digits, and
 * no measurable difference on the emoji (models/demo/CARD.md).
 */
const batchNorm: Readonly<Record<Start, BatchNormMode>> = { pretrained: 'inference', random: 'batch' };

/**
 * What holds where the file leaves a key open. The plan and the words about it (the format's, its JSON schema's, its
 * documentation's, the hovers') are made from this.
 */
export const defaults = {
  version: 1,
  base: {
    /** Where neither the file nor the base says it. */
    resize: 'stretch',
    /** The same; by whether the base rescales pixels itself. */
    scale: { rescaling: '0..255', other: '-1..1' },
  },
  dataset: {
    validation: 0.2,
    size: 'auto',
    similarity: 'auto',
    /** Halfway, in powers of ten. */
    dividingLine: Math.round(Math.sqrt(thresholds.plainlySmall * thresholds.plainlyLarge)),
  },
  case: 'auto',
  cut: 'auto',
  freeze: 'auto',
  init: 'auto',
  head: { pool: 'auto' },
  train: {
    batchSize: 32,
    optimizer: 'adam',
    seed: 1,
    cache: 'auto',
    classWeights: 'auto',
    fallback: 'random',
  },
  augment: { flip: 'none', shift: 0, brightness: 0, views: 4 },
  phase: {
    train: 'head',
    batchNorm,
    head,
    fineTuning,
    /** From random weights: the same stopping rule as a head's, so that both starts can be compared. */
    fromScratch: head,
  },
} as const;

/** Pretrained layers learn at a tenth of the head's rate: so much that it can be seen, so little that nothing is undone. */
export function fineTuningRate(headRate: number): number {
  return Number((headRate / 10).toPrecision(6));
}

/** `fineTuningRate` in words. */
export const fineTuningShare = 'a tenth';

/** What the optimiser of that name keeps of its last step; no key sets it. */
export const momentum = 0.9;
