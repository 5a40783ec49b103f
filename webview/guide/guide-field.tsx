import type { PanelGuide } from '../../src/shared/panel-messages';

type CaseNumber = PanelGuide['suggested'];

/** What each case asks for, in a few words that fit its field. */
const asks: Readonly<Record<CaseNumber, readonly [string, string]>> = {
  1: ['Keep all, frozen;', 'train a new head'],
  2: ['Cut early, keep frozen;', 'train a new head'],
  3: ['New head first,', 'then train all'],
  4: ['Start pretrained,', 'or from scratch'],
};

/** Narrower than this the words are left out; the number stays. */
const narrow = 96;
const narrowest = 22;

interface GuideFieldProps {
  readonly number: CaseNumber;
  readonly suggested: CaseNumber;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where something stands that the words are not to be under. */
  readonly freeOf: number | null;
}

/** So far from a field's edge its words reach. */
const wordsWidth = 150;

export function GuideField({ number, suggested, x, y, width, height, freeOf }: GuideFieldProps) {
  const isCovered = freeOf !== null && freeOf > x && freeOf < x + wordsWidth;
  const atEnd = isCovered && width > 1.6 * wordsWidth;
  const words = { className: atEnd ? 'end' : '', x: atEnd ? x + width - 10 : x + 10 };
  return (
    <g className={number === suggested ? 'field suggested-field' : 'field'}>
      <rect x={x} y={y} width={Math.max(0, width)} height={height} />
      {width > narrowest && (
        <text {...words} className={`number ${words.className}`} y={y + 20}>
          {width > narrow ? `Case ${number}` : number}
        </text>
      )}
      {width > narrow &&
        asks[number].map((line, index) => (
          <text key={line} {...words} y={y + 37 + index * 15}>
            {line}
          </text>
        ))}
    </g>
  );
}
