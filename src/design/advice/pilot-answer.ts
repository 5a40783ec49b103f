import type { Pilot, PilotPair } from '../pilot';
import { countText, percentText } from '../words/wording';
import { noDifference } from './measured-answers';
import { pilotRules } from './pilot-plan';

export type PilotVerdict = 'gains' | 'loses' | typeof noDifference | 'too few seeds';

export interface PilotAnswer {
  readonly verdict: PilotVerdict;
  /** By how much fine-tuning is more accurate than the head alone, on average: a share, negative where it is less. */
  readonly difference: number;
  /** Half of the 95 % interval around it; null where too few seeds were tried for one. */
  readonly margin: number | null;
  /** Mean accuracies. */
  readonly head: number;
  readonly fineTuned: number;
  /** What is to be done: fine-tune only where that gains. Null where nothing was found out. */
  readonly use: 'head' | 'fine-tuning' | null;
  readonly text: string;
}

/** Student's t, two-sided 95 %, for 1, 2, … degrees of freedom: one less than the seeds. */
const tOf95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;

/**
 * What the pairs tell. The interval is that of the corrected resampled t-test (Nadeau and Bengio 2003): seeds share most of
 * their training images, so their mean is less sure than if each had its own, and s²/J becomes s² (1/J + judged/trained). s² is at
 * least what the judged images alone leave open by chance (McNemar), since few pairs may agree by luck.
 *
 * @returns undefined without a pair
 */
export function pilotAnswer({ pairs, cost }: Pick<Pilot, 'pairs' | 'cost'>): PilotAnswer | undefined {
  if (pairs.length === 0) return undefined;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const head = mean(pairs.map((pair) => pair.headRight / pair.images));
  const fineTuned = mean(pairs.map((pair) => pair.fineTunedRight / pair.images));
  const difference = fineTuned - head;
  const margin = marginOf(pairs);
  const verdict: PilotVerdict =
    margin === null
      ? 'too few seeds'
      : Math.abs(difference) <= margin
        ? noDifference
        : difference > 0
          ? 'gains'
          : 'loses';
  const secondsAPair = cost === null ? null : cost.head.seconds + cost.fineTuned.seconds;
  const told = { verdict, difference, margin, head, fineTuned };
  const use = verdict === 'too few seeds' ? null : verdict === 'gains' ? 'fine-tuning' : 'head';
  return { ...told, use, text: sentence(told, pairs, secondsAPair) };
}

function marginOf(pairs: readonly PilotPair[]): number | null {
  const seeds = pairs.length;
  const t = tOf95[seeds - 2];
  if (seeds < pilotRules.leastSeeds || t === undefined) return null;
  const differences = pairs.map(
    ({ fineTunedRight, headRight, images }) => (fineTunedRight - headRight) / images,
  );
  const mean = differences.reduce((sum, one) => sum + one, 0) / seeds;
  const between = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (seeds - 1);
  const byChance = pairs.reduce((sum, pair) => sum + chanceVariance(pair), 0) / seeds;
  const judgedAgainstTrained = pilotRules.judged / (1 - pilotRules.judged);
  return t * Math.sqrt(Math.max(between, byChance) * (1 / seeds + judgedAgainstTrained));
}

/** The variance that a difference on so many images has by the choice of the images alone. */
function chanceVariance({ images, onlyHeadRight, onlyFineTunedRight }: PilotPair): number {
  const difference = (onlyFineTunedRight - onlyHeadRight) / images;
  return ((onlyFineTunedRight + onlyHeadRight) / images - difference ** 2) / images;
}

function sentence(
  { verdict, difference, margin, head, fineTuned }: Omit<PilotAnswer, 'text' | 'use'>,
  pairs: readonly PilotPair[],
  secondsAPair: number | null,
): string {
  const seeds = countText(pairs.length, 'seed');
  const figures = `${percentText(fineTuned)} of the images that were held back, the head alone about ${percentText(head)}`;
  const points = `${pointsText(Math.abs(difference))} ± ${pointsText(margin ?? 0)} points`;
  const aheadWords = `${difference < 0 ? 'behind' : 'ahead'} by ${pointsText(Math.abs(difference))}`;
  const surely = `(95 % interval, ${seeds})`;
  switch (verdict) {
    case 'gains':
      return `Fine-tuning gains ${points} ${surely}: it was right about ${figures}.`;
    case 'loses':
      return `Fine-tuning loses ${points} ${surely}: it was right about ${figures}.`;
    case 'too few seeds':
      return `${difference === 0 ? 'Both did equally well' : `Fine-tuning was ${aheadWords} points`} with ${seeds}, but fewer than ${pilotRules.leastSeeds} can't tell that from chance.${moreTime(secondsAPair)}`;
    case noDifference: {
      const isSame = pairs.every((pair) => pair.onlyHeadRight + pair.onlyFineTunedRight === 0);
      const what = isSame
        ? `both were right about the same images with each seed (${seeds})`
        : `fine-tuning was ${aheadWords} ± ${pointsText(margin ?? 0)} points ${surely}`;
      return `No measurable difference: ${what}. The head alone takes less time.`;
    }
  }
}

/** Percentage points with one digit: `3.1`. */
export function pointsText(share: number): string {
  return (share * 100).toFixed(1);
}

function moreTime(secondsAPair: number | null): string {
  if (secondsAPair === null) return '';
  const minutes = Math.ceil((secondsAPair * (pilotRules.leastSeeds + 0.5)) / 60);
  return ` ${pilotRules.leastSeeds} take about ${countText(minutes, 'minute')}.`;
}
