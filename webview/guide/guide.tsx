import { type ComponentProps, memo, useId, useRef } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { PanelGuide } from '../../src/shared/panel-messages';
import { useWidth } from '../use-width';
import { ErrorBars } from './error-bars';
import { GuideField } from './guide-field';
import { placeOf, ticks } from './size-axis';

const margin = { left: 22, right: 10, top: 20, bottom: 36 };
const fieldHeight = 104;

/** The four cases on a field of size and similarity, with the dividing line and a dot for these images. */
export const Guide = memo(function Guide({ guide }: { readonly guide: PanelGuide }) {
  const box = useRef<HTMLDivElement>(null);
  const words = useId();
  const width = useWidth(box, 380);
  const inner = Math.max(120, width - margin.left - margin.right);
  const height = margin.top + 2 * fieldHeight + margin.bottom;
  const x = (images: number) => margin.left + placeOf(images) * inner;
  const line = x(guide.dividingLine);
  const end = margin.left + inner;
  const middle = margin.top + fieldHeight;
  const bottom = margin.top + 2 * fieldHeight;
  const freeOf = guide.evidence?.certainty == null ? null : x(guide.images);
  const field = { suggested: guide.suggested, height: fieldHeight, freeOf };
  return (
    <div ref={box} className="guide">
      <svg
        role="img"
        aria-label="Guide: size by similarity"
        aria-describedby={words}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        <GuideField {...field} number={1} x={margin.left} y={margin.top} width={line - margin.left} />
        <GuideField {...field} number={3} x={line} y={margin.top} width={end - line} />
        <GuideField {...field} number={2} x={margin.left} y={middle} width={line - margin.left} />
        <GuideField {...field} number={4} x={line} y={middle} width={end - line} />
        <rect className="frame" x={margin.left} y={margin.top} width={inner} height={2 * fieldHeight} />
        <line className="middle" x1={margin.left} x2={end} y1={middle} y2={middle} />
        <text className="side" transform={`translate(13 ${margin.top + fieldHeight / 2}) rotate(-90)`}>
          similar
        </text>
        <text className="side" transform={`translate(13 ${middle + fieldHeight / 2}) rotate(-90)`}>
          different
        </text>
        <line className="divide" x1={line} x2={line} y1={margin.top - 5} y2={bottom + 5} />
        <text className={`divide-text ${anchorAt(line, width)}`} x={line} y={margin.top - 8}>
          large from {count(guide.dividingLine)}
        </text>
        <Ticks x={x} y={bottom} sparse={inner < 330} />
        <text className="axis" x={margin.left + inner / 2} y={height - 4}>
          images, each step ten times as many
        </text>
        <Points
          guide={guide}
          width={width}
          ends={{ xOf: x, top: margin.top, middle, bottom }}
          placeOf={({ images, similarity }) => ({
            x: x(images),
            y: similarity === 'similar' ? middle : bottom,
          })}
        />
      </svg>
      <p id={words} className="guide-words">
        {guideWords(guide)}
      </p>
    </div>
  );
});

interface TicksProps {
  readonly x: (images: number) => number;
  readonly y: number;
  readonly sparse: boolean;
}

function Ticks({ x, y, sparse }: TicksProps) {
  return ticks.map(({ images, text }, index) => (
    <g key={images} className="tick">
      <line x1={x(images)} x2={x(images)} y1={y} y2={y + 4} />
      {(!sparse || index % 2 === 0) && (
        <text
          className={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : ''}
          x={x(images)}
          y={y + 15}
        >
          {text}
        </text>
      )}
    </g>
  ));
}

interface PointsProps {
  readonly guide: PanelGuide;
  readonly width: number;
  readonly ends: Pick<ComponentProps<typeof ErrorBars>, 'xOf' | 'top' | 'middle' | 'bottom'>;
  /** Where these stand: the lower edge of their row. */
  readonly placeOf: (at: Pick<PanelGuide, 'images' | 'similarity'>) => {
    readonly x: number;
    readonly y: number;
  };
}

/** Above the lower edge of their row. */
const dotAbove = 37;
const yoursAbove = 15;

/** These images and, where the file is for others, what it is for. */
function Points({ guide, width, ends, placeOf }: PointsProps) {
  const images = placeOf(guide);
  const yours = guide.yours.fits && placeOf(guide.yours.fits);
  return (
    <>
      {yours && (
        <line
          className="apart"
          x1={images.x}
          y1={images.y - dotAbove}
          x2={yours.x}
          y2={yours.y - yoursAbove}
        />
      )}
      {guide.evidence && (
        <ErrorBars evidence={guide.evidence} guide={guide} x={images.x} y={images.y - dotAbove} {...ends} />
      )}
      <g
        className={`dot ${guide.similaritySource}`}
        style={{ transform: `translate(${images.x}px, ${images.y - dotAbove}px)` }}
      >
        <circle className="halo" r={9} />
        <circle className="core" r={5} />
        <PointText isLeft={images.x > width * 0.68} isBelow={guide.evidence?.climbs === true}>
          {countText(guide.images, 'image')}
        </PointText>
      </g>
      {yours && (
        <g className="dot yours" style={{ transform: `translate(${yours.x}px, ${yours.y - yoursAbove}px)` }}>
          <path className="core" d="M0 -6 6 0 0 6 -6 0Z" />
          <PointText isLeft={yours.x > width * 0.68}>your file</PointText>
        </g>
      )}
    </>
  );
}

interface PointTextProps {
  readonly isLeft: boolean;
  /** Whether something stands beside the point. */
  readonly isBelow?: boolean;
  readonly children: string;
}

function PointText({ isLeft, isBelow = false, children }: PointTextProps) {
  return (
    <text className={isLeft ? 'end' : 'start'} x={isLeft ? -14 : 14} y={isBelow ? 18 : 4}>
      {children}
    </text>
  );
}

function anchorAt(x: number, width: number): string {
  if (x < 70) return 'start';
  return x > width - 70 ? 'end' : '';
}

const sources = { declared: 'as declared', measured: 'as measured', assumed: 'assumed, not declared' };

function guideWords(guide: PanelGuide): string {
  const { images, size, similarity, similaritySource, yours, evidence } = guide;
  const dot = `${countText(images, 'image')}: ${size}, and ${similarity} (${sources[similaritySource]}).`;
  const own = evidence && evidence.words !== '' ? `${dot} ${evidence.words}` : dot;
  if (!yours.fits) return own;
  const about = count(Number(yours.fits.images.toPrecision(2)));
  return `${own} Your file trains as much as fits about ${about} images that are ${yours.fits.similarity}.`;
}
