import { percentText } from '../../src/design/words/wording';
import {
  type ChartPoint,
  chartLayout,
  chartPlot,
  chartSize,
  lineNames,
  pathThrough,
  type StudyChart,
} from '../../src/shared/study-chart';

/** Accuracy over the number of copied layers: a line each for frozen and fine-tuned, a level for random weights. */
export function StudyPlot({ chart }: { readonly chart: StudyChart }) {
  const { ticks, depths, lines, floor, majority } = chartLayout(chart);
  const { left, right, bottom } = chartPlot;
  return (
    <svg
      className="study-chart"
      viewBox={`0 0 ${chartSize.width} ${chartSize.height}`}
      role="img"
      aria-label={`Accuracy by the number of copied layers. ${inWords(chart)}`}
    >
      {ticks.map(({ y, share }) => (
        <g key={share}>
          <line className="grid" x1={left} x2={right} y1={y} y2={y} />
          <text x={left - 7} y={y + 4} textAnchor="end">
            {percentText(share)}
          </text>
        </g>
      ))}
      {depths.map(({ x, copied }) => (
        <text key={copied} x={x} y={bottom + 19} textAnchor="middle">
          {copied}
        </text>
      ))}
      <text x={(left + right) / 2} y={bottom + 40} textAnchor="middle">
        layers copied from the base
      </text>
      {floor !== null && (
        <rect
          className="floor-spread"
          x={left}
          y={floor.high}
          width={right - left}
          height={Math.max(0, floor.low - floor.high)}
        />
      )}
      {lines.map(({ line, points }) => (
        <g key={line} className={line}>
          <path d={pathThrough(points)} />
          {points.map((point) => (
            <Mark key={point.x} line={line} point={point} />
          ))}
        </g>
      ))}
      {majority !== null && <Level kind="majority" y={majority} name="always the largest class" />}
      {floor !== null && <Level kind="floor" y={floor.y} name={lineNames.random} />}
    </svg>
  );
}

interface LevelProps {
  readonly kind: string;
  readonly y: number;
  readonly name: string;
}

function Level({ kind, y, name }: LevelProps) {
  const { left, right } = chartPlot;
  return (
    <>
      <line className={kind} x1={left} x2={right} y1={y} y2={y} />
      <text x={right - 4} y={y - 5} textAnchor="end">
        {name}
      </text>
    </>
  );
}

function Mark({ line, point: { x, y, low, high } }: { readonly line: string; readonly point: ChartPoint }) {
  return (
    <>
      {low !== high && <line className="spread" x1={x} x2={x} y1={low} y2={high} />}
      {line === 'frozen' ? (
        <circle cx={x} cy={y} r={4.5} />
      ) : (
        <rect x={x - 4} y={y - 4} width={8} height={8} />
      )}
    </>
  );
}

/** What the lines' marks mean. */
export function StudyKey() {
  return (
    <ul className="study-key" aria-label="Lines">
      <li className="frozen">
        <svg viewBox="0 0 34 12" aria-hidden="true">
          <path d="M0 6H34" />
          <circle cx={17} cy={6} r={4.5} />
        </svg>
        {lineNames.frozen}
      </li>
      <li className="fine-tuned">
        <svg viewBox="0 0 34 12" aria-hidden="true">
          <path d="M0 6H34" />
          <rect x={13} y={2} width={8} height={8} />
        </svg>
        {lineNames['fine-tuned']}
      </li>
      <li>
        <svg viewBox="0 0 34 12" aria-hidden="true">
          <line className="floor" x1={0} x2={34} y1={6} y2={6} />
        </svg>
        nothing copied: {lineNames.random}
      </li>
    </ul>
  );
}

function inWords({ figures, depths }: StudyChart): string {
  const told = figures.map(({ line, copied, mean }) => {
    const layer = depths.find((depth) => depth.copied === copied)?.layer;
    const upTo = layer === undefined ? '' : ` up to ${layer}`;
    return `${lineNames[line]}${upTo}: ${percentText(mean)}`;
  });
  return told.length === 0 ? 'Nothing is done yet.' : `${told.join('; ')}.`;
}
