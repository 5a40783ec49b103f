import { differencesFrom, trainsWords } from '../design/advice/your-file';
import type { DesignResult } from '../design/design';
import type { ParsedFile } from '../design/parsed-file';
import { transferCases } from '../design/transfer-cases';

/**
 * What stands over the file for Train: `Train · case 1 · the head alone, 10 % of the weights`. The case is named where
 * the file does what that case does, and nothing else.
 */
export function trainTitle(result: DesignResult, parsed: ParsedFile): string {
  const { plan, network, problems } = result;
  if (plan) {
    const trains = trainsWords(result, (layer) => layer) ?? '';
    const isCase = differencesFrom(parsed, network, transferCases[plan.case]).length === 0;
    return isCase ? `Train · case ${plan.case} · ${trains}` : `Train · ${trains}`;
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return 'Train · getting to know the base and the images';
  return `Train · ${errors === 1 ? 'an error stands' : `${errors} errors stand`} in the way`;
}

/** What stands over the file, and on the light bulb, where it does otherwise than is suggested. */
export function suggestionTitle({ suggestion }: DesignResult): string {
  return suggestion
    ? `Back to the suggestion: case ${suggestion.case}, ${suggestion.name}`
    : 'Back to the suggestion';
}
