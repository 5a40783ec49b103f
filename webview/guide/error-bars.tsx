import type { PanelEvidence, PanelGuide } from '../../src/shared/panel-messages';

interface ErrorBarsProps {
  readonly evidence: PanelEvidence;
  readonly guide: Pick<PanelGuide, 'images' | 'similarity'>;
  /** Where the dot stands. */
  readonly x: number;
  readonly y: number;
  /** Where so many images stand on the axis. */
  readonly xOf: (images: number) => number;
  /** The line between similar and different, and the ends of both. */
  readonly middle: number;
  readonly top: number;
  readonly bottom: number;
}

/** Half the length of the strokes at the ends. */
const cap = 4;

/**
 * What measuring says of where the dot stands. To the left it reaches to so few images as measured no worse; where accuracy
 * still climbs, an arrow goes to twice as many, which is what the last step of that was. Up and down it is one standard error,
 * on the scale on which the dot is as far from the line between similar and different as was measured.
 */
export function ErrorBars({ evidence, guide, x, y, xOf, middle, top, bottom }: ErrorBarsProps) {
  const { fewest, climbs, certainty } = evidence;
  const left = xOf(Math.min(fewest, guide.images));
  const right = xOf(guide.images * 2);
  const half = certainty === null ? 0 : Math.abs(middle - y) / Math.max(certainty, 0.01);
  const high = Math.max(top + cap, y - half);
  const low = Math.min(bottom - cap, y + half);
  return (
    <g className="error-bars">
      {left < x - 1 && <path d={`M${x} ${y}H${left}M${left} ${y - cap}v${2 * cap}`} />}
      {climbs && right > x + 1 && (
        <path
          className="climbs"
          d={`M${x} ${y}H${right}M${right - cap} ${y - cap}l${cap} ${cap}l${-cap} ${cap}`}
        />
      )}
      {half > 0 && (
        <path d={`M${x} ${high}V${low}M${x - cap} ${high}h${2 * cap}M${x - cap} ${low}h${2 * cap}`} />
      )}
    </g>
  );
}
