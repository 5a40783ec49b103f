import { thresholds } from '../thresholds';
import { countText, percentText } from '../words/wording';
import type { StudiedImages, StudyDepth, StudyLine, StudyOutcome, StudyResult } from './study';
import { type StudyDifference, type StudyFigure, studyDifference, studyFigures } from './study-figures';

/** What a study says, with its figures; left out is what it can't say yet. */
export interface StudyReading {
  /** The deepest before accuracy with the copied layers frozen is measurably below the best. */
  readonly general?: StudyDepth;
  /** The first depth behind the best at which it is measurably lower, and by how much it falls at the worst. */
  readonly specific?: {
    readonly from: StudyDepth;
    readonly worst: StudyDepth;
    readonly fall: StudyDifference;
  };
  /** What fine-tuning brings where frozen layers are worst, or at the last depth where they are nowhere worse. */
  readonly recovered?: StudyDifference;
  /** The same on the base's own images: by how much accuracy falls where the layers after the copied ones learn anew. */
  readonly control?: { readonly at: StudyDepth; readonly fall: StudyDifference };
  /** All of it in one short sentence. */
  readonly headline: string;
  /** In plain words, with the figures. */
  readonly sentences: readonly string[];
}

/** What follows from a study, as far as it is done; whatever is no larger than chance would make it is said to be that. */
export function studyReading(result: StudyResult): StudyReading {
  const { yours, source, depths } = result;
  const frozen = lineOf(yours, 'frozen', depths);
  const best = highest(frozen);
  if (best === undefined) return { headline: 'Nothing can be said before a depth is done.', sentences: [] };
  const behind = frozen
    .filter(({ depth }) => depth.copied > best.depth.copied)
    .flatMap((point) => {
      const fall = studyDifference(best.outcomes, point.outcomes);
      return fall && isCertain(fall) ? [{ ...point, fall }] : [];
    });
  const worst = behind.reduce<(typeof behind)[number] | undefined>(
    (lowest, point) => (lowest === undefined || point.fall.by > lowest.fall.by ? point : lowest),
    undefined,
  );
  const first = behind[0];
  const general = frozen.findLast(
    ({ depth }) => depth.copied < (first?.depth.copied ?? Number.POSITIVE_INFINITY),
  );
  const at = worst ?? frozen.at(-1);
  const tuned = at && lineOf(yours, 'fine-tuned', depths).find(({ depth }) => depth === at.depth);
  const recovered = at && tuned && studyDifference(tuned.outcomes, at.outcomes);
  const control = source && controlOf(source, depths);
  return {
    ...(general ? { general: general.depth } : {}),
    ...(first && worst ? { specific: { from: first.depth, worst: worst.depth, fall: worst.fall } } : {}),
    ...(recovered ? { recovered } : {}),
    ...(control ? { control } : {}),
    headline: headline(general?.depth, behind, frozen.at(-1)?.depth, depths.at(-1)),
    sentences: [
      generalSentence(best, first, worst, frozen.at(-1)),
      ...(at && recovered ? [recoveredSentence(at.depth, worst?.fall, recovered)] : []),
      ...floorSentences(yours, best),
      ...(control ? [controlSentence(control, worst !== undefined)] : []),
      ...unfinishedSentences(result),
    ],
  };
}

interface LinePoint {
  readonly depth: StudyDepth;
  readonly figure: StudyFigure;
  readonly outcomes: readonly StudyOutcome[];
}

/** The depths of a line that are done, from the first one on. */
function lineOf(images: StudiedImages, line: StudyLine, depths: readonly StudyDepth[]): readonly LinePoint[] {
  const figures = studyFigures(images).filter((figure) => figure.line === line);
  return depths.flatMap((depth) => {
    const figure = figures.find(({ copied }) => copied === depth.copied);
    const outcomes = images.outcomes.filter((one) => one.line === line && one.copied === depth.copied);
    return figure ? [{ depth, figure, outcomes }] : [];
  });
}

function highest(points: readonly LinePoint[]): LinePoint | undefined {
  return points.reduce<LinePoint | undefined>(
    (most, point) => (most === undefined || point.figure.mean > most.figure.mean ? point : most),
    undefined,
  );
}

function isCertain({ by, error }: StudyDifference): boolean {
  return by > thresholds.certainErrors * error;
}

function headline(
  general: StudyDepth | undefined,
  behind: readonly { readonly depth: StudyDepth }[],
  deepest: StudyDepth | undefined,
  last: StudyDepth | undefined,
): string {
  const [first] = behind;
  if (first === undefined) {
    const soFar = deepest?.copied === last?.copied ? '' : ', as far as the study has come';
    return `None of the base's features is too specific for your images${soFar}.`;
  }
  const { layer, copied } = first.depth;
  const isLast = copied === deepest?.copied;
  const specific = isLast ? `those up to ${layer} are` : `from ${layer} on they are`;
  return `Up to ${general?.layer} the base's features are general; ${specific} too specific for your images.`;
}

function generalSentence(
  best: LinePoint,
  first: LinePoint | undefined,
  worst: (LinePoint & { readonly fall: StudyDifference }) | undefined,
  last: LinePoint | undefined,
): string {
  const top = `Copied and frozen, the layers up to ${best.depth.layer} do best (${percentText(best.figure.mean)})`;
  if (first === undefined || worst === undefined) {
    return last === best
      ? `${top}, and there are no deeper ones.`
      : `${top}; deeper ones are not measurably worse.`;
  }
  const frozen =
    first.depth === worst.depth ? 'frozen' : `frozen up to ${worst.depth.layer}, where that costs most`;
  return `${top}. Those up to ${first.depth.layer} are specific to what the base was trained on: ${frozen}, accuracy is lower by ${differenceText(worst.fall)}.`;
}

function recoveredSentence(
  { layer }: StudyDepth,
  fall: StudyDifference | undefined,
  recovered: StudyDifference,
): string {
  const gain = differenceText(recovered);
  if (!isCertain(recovered)) {
    const lost = isCertain({ ...recovered, by: -recovered.by });
    return lost
      ? `Fine-tuning the layers up to ${layer} makes it worse, by ${differenceText({ ...recovered, by: -recovered.by })}.`
      : `Fine-tuning the layers up to ${layer} makes no measurable difference (${gain}).`;
  }
  if (fall === undefined) return `Fine-tuning the layers up to ${layer} still gains ${gain}.`;
  const all = recovered.by + recovered.error >= fall.by;
  return `Fine-tuning the layers up to ${layer} brings ${gain} of that back${all ? ': all of it, as far as can be measured' : ', and not all of it'}.`;
}

function floorSentences(images: StudiedImages, best: LinePoint): readonly string[] {
  const outcomes = images.outcomes.filter(({ line }) => line === 'random');
  const gain = studyDifference(best.outcomes, outcomes);
  const floor = studyFigures(images).find(({ line }) => line === 'random');
  if (gain === undefined || floor === undefined) return [];
  const against = `From random weights the same network comes to ${percentText(floor.mean)}`;
  return [
    isCertain(gain)
      ? `${against}: what is copied is worth ${differenceText(gain)}.`
      : isCertain({ ...gain, by: -gain.by })
        ? `${against}, which is more, by ${differenceText({ ...gain, by: -gain.by })}: nothing of the base helps here.`
        : `${against}: copying makes no measurable difference (${differenceText(gain)}).`,
  ];
}

/** Where the layers after the copied ones, which fitted them, have to be learned anew: against the whole base. */
function controlOf(source: StudiedImages, depths: readonly StudyDepth[]): StudyReading['control'] {
  const frozen = lineOf(source, 'frozen', depths);
  const whole = frozen.at(-1);
  if (whole === undefined || whole.depth !== depths.at(-1)) return undefined;
  const falls = frozen.slice(0, -1).flatMap(({ depth, outcomes }) => {
    const fall = studyDifference(whole.outcomes, outcomes);
    return fall ? [{ at: depth, fall }] : [];
  });
  return falls.reduce<StudyReading['control']>(
    (most, point) => (most === undefined || point.fall.by > most.fall.by ? point : most),
    undefined,
  );
}

function controlSentence({ at, fall }: NonNullable<StudyReading['control']>, isSpecific: boolean): string {
  if (!isCertain(fall)) {
    const so = isSpecific ? ': what is lost with your images is lost because they are other ones' : '';
    return `On the base's own images no depth is measurably worse than all of it${so}.`;
  }
  return `On the base's own images accuracy is lower by ${differenceText(fall)} where only the layers up to ${at.layer} are copied and those after them learn anew from these images. That is no matter of similarity: layers that learned together fit each other, and the base may have seen more images than there are here.`;
}

/** What learns slowly looks as if it could not learn: of that too many of them would be said. */
function unfinishedSentences({ yours, source, epochs }: StudyResult): readonly string[] {
  const outcomes = [...yours.outcomes, ...(source?.outcomes ?? [])];
  const unfinished = outcomes.filter((outcome) => outcome.unfinished).length;
  if (unfinished === 0) return [];
  const of =
    unfinished === outcomes.length
      ? 'All trainings were'
      : unfinished === 1
        ? `1 of ${outcomes.length} trainings was`
        : `${unfinished} of ${outcomes.length} trainings were`;
  return [
    `${of} still getting better when the ${countText(epochs, 'epoch')} were over: with more epochs the lines may lie otherwise.`,
  ];
}

/** `4 ± 2 points`, of accuracy in hundredths. */
export function differenceText({ by, error }: StudyDifference): string {
  const points = (share: number) => String(Number((share * 100).toFixed(1)));
  return `${points(by)} ± ${points(error)} points`;
}
