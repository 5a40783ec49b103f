import { useEffect, useMemo, useRef } from 'react';
import '../english-numbers';
import uPlot from 'uplot';
import { themeColor, useTheme } from '../theme-colors';
import { useWidth } from '../use-width';
import type { CurveSeries } from './curve-data';

const height = 168;

interface CurvePlotProps {
  readonly series: readonly CurveSeries[];
  readonly phaseEnds: readonly number[];
  readonly format: (value: number) => string;
  /** What it shows, in words. */
  readonly label: string;
  /** The epoch whose values are told, counted from 1; none is marked where that is null. */
  readonly at: number | null;
  /** Tells the epoch under the pointer; null when it leaves. */
  readonly onPoint: (epoch: number | null) => void;
}

/** Curves over epochs. New values go into the same plot; another theme or other curves make it anew. */
export function CurvePlot({ series, phaseEnds, format, label, at, onPoint }: CurvePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const ends = useRef(phaseEnds);
  ends.current = phaseEnds;
  const width = useWidth(place, 320);
  const theme = useTheme();
  const kinds = series.map(({ name, color, dashes }) => `${name} ${color} ${dashes}`).join('\n');
  const data = useMemo(() => dataOf(series), [series]);
  const newest = useRef({ data, width, series });
  newest.current = { data, width, series };
  const pointed = useRef(onPoint);
  pointed.current = onPoint;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme and the kinds of curves decide when it is made anew
  useEffect(() => {
    if (place.current === null) return;
    const now = newest.current;
    const made = new uPlot(optionsOf(now.series, now.width, format, ends), now.data, place.current);
    plot.current = made;
    const { over } = made;
    // Of the pointer itself: the line that marks the epoch is also set from elsewhere.
    const point = ({ offsetX }: PointerEvent) => pointed.current(made.posToIdx(offsetX) + 1);
    const leave = () => pointed.current(null);
    over.addEventListener('pointermove', point);
    over.addEventListener('pointerleave', leave);
    return () => made.destroy();
  }, [kinds, theme, format]);
  useEffect(() => plot.current?.setData(data), [data]);
  useEffect(() => plot.current?.setSize({ width, height }), [width]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever moves the epoch's place moves its line
  useEffect(() => {
    const { current } = plot;
    if (current === null) return;
    const left = at === null ? -10 : current.valToPos(at, 'x');
    current.setCursor({ left, top: at === null ? -10 : 0 }, false);
  }, [at, data, width, kinds, theme]);
  return <div ref={place} className="plot" role="img" aria-label={label} />;
}

function dataOf(series: readonly CurveSeries[]): uPlot.AlignedData {
  const length = series[0]?.values.length ?? 0;
  return [Array.from({ length }, (_, index) => index + 1), ...series.map(({ values }) => [...values])];
}

// The library's own cursor follows the pointer in its plot alone; ours marks one epoch in both.
const ignored = () => null;
const silent: uPlot.Cursor.Bind = { mousemove: ignored, mouseenter: ignored, mouseleave: ignored };

function optionsOf(
  series: readonly CurveSeries[],
  width: number,
  format: (value: number) => string,
  phaseEnds: { readonly current: readonly number[] },
): uPlot.Options {
  const text = themeColor('--vscode-descriptionForeground');
  const grid = `color-mix(in srgb, ${text} 22%, transparent)`;
  const font = `11px ${themeFont()}`;
  const axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { points: { size: 6 }, drag: { x: false, y: false }, bind: silent },
    scales: { x: { time: false, range: (_plot, _low, high) => [1, Math.max(high, 2)] } },
    axes: [
      { ...axis, size: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      { ...axis, size: 46, values: (_plot, values) => values.map((value) => format(value)) },
    ],
    series: [
      {},
      ...series.map(({ name, color, dashes }) => ({
        label: name,
        stroke: themeColor(color),
        width: dashes.length > 0 ? 1.25 : 2,
        ...(dashes.length > 0 ? { dash: [...dashes] } : {}),
        points: { show: (plot: uPlot) => plot.data[0].length < 3 },
      })),
    ],
    hooks: { drawAxes: [(plot) => drawPhaseEnds(plot, phaseEnds.current, text)] },
  };
}

function drawPhaseEnds(plot: uPlot, ends: readonly number[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.setLineDash([2, 4]);
  for (const end of ends) {
    const x = Math.round(plot.valToPos(end + 0.5, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function themeFont(): string {
  return getComputedStyle(document.body).fontFamily || 'sans-serif';
}
