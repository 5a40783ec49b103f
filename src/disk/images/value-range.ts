import { count } from '../../design/words/number-text';
import type { TiffFacts } from './tiff-facts';

/** The values that become black and white. */
export interface ValueRange {
  readonly black: number;
  readonly white: number;
  /** What the user should know of it, as sentences that begin with "Its"; null where the file's word was enough. */
  readonly concern: string | null;
}

/**
 * Which values of a TIFF are black and white: by what it says of them, else by its type. Where neither tells, as with
 * numbers below 0 or fractions above 1, its own values are stretched and that is said.
 *
 * @param min the smallest value that was found, `max` the largest; both finite
 */
export function valueRange(facts: TiffFacts, min: number, max: number): ValueRange {
  const said = saidRange(facts);
  // A file that says less than it holds is not to be believed: what lies above would all be white.
  if (said && min >= said.black && max <= said.white) return said;
  if (facts.format === 'float') return fractionRange(min, max);
  const white = 2 ** (facts.format === 'signed' ? facts.bits - 1 : facts.bits) - 1;
  if (facts.format !== 'signed' || min >= 0) return { black: 0, white, concern: null };
  return {
    ...{ black: -white - 1, white },
    concern: `Its values go from ${number(min)} to ${number(max)}, and by their type ${number(-white - 1)} is taken for black and ${number(white)} for white. Save it without values below 0.`,
  };
}

/** Whole numbers fill their bits, so a largest value that was only counted means the same range in every picture. */
function saidRange(facts: TiffFacts): ValueRange | undefined {
  const { saidMin, saidMax, format, bits, whiteIsZero } = facts;
  if (saidMax === undefined || !Number.isFinite(saidMax) || saidMax <= 0) return undefined;
  if (format === 'float') {
    const black = saidMin === undefined || !Number.isFinite(saidMin) ? 0 : saidMin;
    return black < saidMax ? { black, white: saidMax, concern: null } : undefined;
  }
  const white = 2 ** Math.ceil(Math.log2(saidMax + 1)) - 1;
  const largest = 2 ** (format === 'signed' ? bits - 1 : bits) - 1;
  if (white >= largest) return undefined;
  if (format === 'signed') {
    return { black: (saidMin ?? 0) < 0 ? -white - 1 : 0, white, concern: null };
  }
  // Such a picture comes turned round, so its values lie at the upper end.
  return whiteIsZero
    ? { black: largest - white, white: largest, concern: null }
    : { black: 0, white, concern: null };
}

function fractionRange(min: number, max: number): ValueRange {
  if (min >= 0 && max <= 1) return { black: 0, white: 1, concern: null };
  const black = Math.min(0, min);
  const white = max > black ? max : black + 1;
  return {
    ...{ black, white },
    concern: `Its values go from ${number(min)} to ${number(max)} and it does not say which are black and white; ${number(black)} and ${number(white)} are taken. Save it with values from 0 to 1, or write its range as SMinSampleValue and SMaxSampleValue.`,
  };
}

/** A picture whose values all lie in a quarter of its range at one end is nearly black, or nearly white. */
const quarter = 0.25;

/** What to say of values that use a small part of what the file could hold; null where all is well. */
export function narrowRange(
  min: number,
  max: number,
  { black, white }: Pick<ValueRange, 'black' | 'white'>,
): string | null {
  const span = white - black;
  const isDark = (max - black) / span < quarter;
  if (!isDark && (min - black) / span <= 1 - quarter) return null;
  const share = Math.round((100 * (max - min)) / span);
  return (
    `Its values lie between ${number(min)} and ${number(max)} of ${number(black)} to ${number(white)}, ${share} % of ` +
    `the range, so the network sees it nearly ${isDark ? 'black' : 'white'}. If that is not what it shows, save it with ` +
    'its values stretched over the whole range; a TIFF can say its range as MaxSampleValue instead.'
  );
}

function number(value: number): string {
  if (value < 0) return `−${number(-value)}`;
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(3)));
}
