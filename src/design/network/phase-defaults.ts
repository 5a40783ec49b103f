import type { BatchNormMode, Start } from '../config';

interface PhaseDefaults {
  readonly epochs: number;
  /** Batches before the phase may end, where the file states neither its epochs nor its patience. */
  readonly minimumSteps: number;
  readonly learningRate: number;
  readonly patience: number;
}

/** On cached features an epoch costs next to nothing, and heads on few images need many steps. */
export const headDefaults: PhaseDefaults = {
  epochs: 200,
  minimumSteps: 1_000,
  learningRate: 0.001,
  patience: 20,
};

/** Through a pretrained base: short and gentle, lest its weights be undone. */
export const fineTuneDefaults: PhaseDefaults = {
  epochs: 20,
  minimumSteps: 0,
  learningRate: 0.0001,
  patience: 5,
};

/** From random weights: the same stopping rule as a head's, so that both starts can be compared. */
export const fromScratchDefaults: PhaseDefaults = headDefaults;

/** A phase that trains pretrained base layers learns at this share of the head's rate. */
export const fineTuneShare = 0.1;

/**
 * What trainable batch normalisation does while training, where the file leaves it open. Random starts have no
 * statistics worth keeping. For pretrained ones `inference` is the usual advice (the Keras guide to fine-tuning:
 * small batches undo the statistics that the weights were learned with), and what `npm run bench:demo` speaks for:
 * 14 points better on the digits, and no measurable difference on the emoji (models/demo/CARD.md).
 */
export const defaultBatchNorm: Readonly<Record<Start, BatchNormMode>> = {
  pretrained: 'inference',
  random: 'batch',
};
