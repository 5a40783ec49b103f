import type { DesignResult } from '../design/design';
import { count } from '../design/words/number-text';

/** What stands over the file for Train, e.g. `Train · case 1 · 1,300 of 660,000 weights train`. */
export function trainTitle({ plan, problems }: DesignResult): string {
  if (plan) {
    const all = plan.trainableParams + plan.frozenParams;
    return `Train · case ${plan.case} · ${count(plan.trainableParams)} of ${count(all)} weights train`;
  }
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return 'Train · getting to know the base and the images';
  return `Train · ${errors === 1 ? 'an error stands' : `${errors} errors stand`} in the way`;
}

/** What stands over the file for the suggestion. */
export function suggestionTitle({ suggestion }: DesignResult): string {
  return suggestion ? `Apply suggestion: case ${suggestion.case}, ${suggestion.name}` : 'Apply suggestion';
}
