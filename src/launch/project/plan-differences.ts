import type { Plan } from '../../design/plan';
import { planSettings } from '../../design/plan/plan-settings';

/**
 * What a plan made now says differently from the plan of a run, one sentence each, in the file's own words, e.g.
 * `train.batchSize is 32 in this run, and 16 in the file now`.
 */
export function planDifferences(run: Plan, now: Plan): readonly string[] {
  const settings = planSettings(now);
  return [...planSettings(run)].flatMap(([name, value]) => {
    const other = settings.get(name);
    // A phase that only one of them has is told by their number.
    if (other === undefined || other === value) return [];
    return [`${name} is ${shortened(value)} in this run, and ${shortened(other)} in the file now`];
  });
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
