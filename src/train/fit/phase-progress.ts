import type { PhaseState } from '../engines/engine';
import type { NetworkWeights } from '../network/weight-values';

/** Where a phase stands between two epochs: all that its next epoch depends on. What a checkpoint holds. */
export interface PhaseProgress extends PhaseState {
  /** Epochs done. */
  readonly epoch: number;
  /** Batches done. */
  readonly steps: number;
  readonly best: BestEpoch;
}

/** The epoch with the lowest validation loss. Epoch 0 is the phase's start. */
export interface BestEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly weights: NetworkWeights;
}

/** Early stopping: `patience` epochs without a better loss end a phase, once `minimumSteps` are done. */
export function isOver(
  progress: Pick<PhaseProgress, 'epoch' | 'steps'> & { readonly best: Pick<BestEpoch, 'epoch'> },
  phase: { readonly epochs: number; readonly minimumSteps: number; readonly patience: number },
): boolean {
  if (progress.epoch >= phase.epochs && progress.steps >= phase.minimumSteps) return true;
  return progress.steps >= phase.minimumSteps && progress.epoch - progress.best.epoch >= phase.patience;
}
