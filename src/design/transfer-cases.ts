import type { CaseNumber, Similarity, Size, Start } from './config';
import { fineTuningShare } from './defaults';

/** What one of the four cases of transfer learning does where the file leaves it open. */
export interface TransferCase {
  readonly number: CaseNumber;
  readonly name: string;
  readonly size: Size;
  readonly similarity: Similarity;
  readonly cut: 'before the classifier' | 'in the first third';
  /** Which kept layers of the base never change. */
  readonly freeze: 'all' | 'none';
  readonly init: Start;
  /** Whether a pretrained start that fails is followed by a random one. */
  readonly fallsBack: boolean;
  /** Why, as the user reads it. */
  readonly reason: string;
}

/** Every rule of the four cases is a row here. */
export const transferCases: Readonly<Record<CaseNumber, TransferCase>> = {
  1: {
    number: 1,
    name: 'small and similar',
    size: 'small',
    similarity: 'similar',
    cut: 'before the classifier',
    freeze: 'all',
    init: 'pretrained',
    fallsBack: false,
    reason:
      'Few images would be learned by heart if the whole network trained, and what the base has learned fits ' +
      'them: keep everything before its classifier frozen and train a new head.',
  },
  2: {
    number: 2,
    name: 'small and different',
    size: 'small',
    similarity: 'different',
    cut: 'in the first third',
    freeze: 'all',
    init: 'pretrained',
    fallsBack: false,
    reason:
      'Few images would be learned by heart if the whole network trained, and only the early, general features ' +
      'of the base fit them: keep its first third frozen and train a new head on that.',
  },
  3: {
    number: 3,
    name: 'large and similar',
    size: 'large',
    similarity: 'similar',
    cut: 'before the classifier',
    freeze: 'none',
    init: 'pretrained',
    fallsBack: false,
    reason:
      'There are images enough to train everything, and what the base has learned fits them: start from its ' +
      `weights, train a new head first, then the whole network at ${fineTuningShare} of the rate.`,
  },
  4: {
    number: 4,
    name: 'large and different',
    size: 'large',
    similarity: 'different',
    cut: 'before the classifier',
    freeze: 'none',
    init: 'pretrained',
    fallsBack: true,
    reason:
      "There are images enough to train everything. They differ from the base's, but its weights are usually " +
      'still the better start; if that fails, the network is trained from random weights.',
  },
};

export function caseOf(size: Size, similarity: Similarity): TransferCase {
  if (size === 'small') return transferCases[similarity === 'similar' ? 1 : 2];
  return transferCases[similarity === 'similar' ? 3 : 4];
}
