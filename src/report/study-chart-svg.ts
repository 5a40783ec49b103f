import { percent } from '../design/words/number-text';
import {
  type ChartPoint,
  chartLayout,
  chartPlot,
  chartSize,
  lineNames,
  pathThrough,
  type StudyChart,
} from '../shared/study-chart';
import { html, type Markup } from './html';

/** A study's accuracy by depth: each line with its seeds, the random start as a level. */
export function drawStudy(chart: StudyChart, id: string): Markup {
  const { ticks, depths, lines, floor, majority } = chartLayout(chart);
  const { left, right, bottom } = chartPlot;
  return html`<svg class="chart" viewBox="0 0 ${chartSize.width} ${chartSize.height}" role="img" aria-labelledby="${id}-name ${id}-text">
<title id="${id}-name">Accuracy by the number of copied layers: ${chart.title}</title>
<desc id="${id}-text">${studyDescription(chart)}</desc>
${ticks.map(
  ({ y, share }) => html`<line class="grid" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>
<text class="tick" x="${left - 7}" y="${y + 4}" text-anchor="end">${percent(share)}</text>`,
)}
${depths.map(
  ({ x, copied }) =>
    html`<text class="tick" x="${x}" y="${bottom + 18}" text-anchor="middle">${copied}</text>`,
)}
<text class="tick" x="${(left + right) / 2}" y="${bottom + 38}" text-anchor="middle">layers copied from the base</text>
${floor === null ? null : html`<rect class="floor-spread" x="${left}" y="${floor.high}" width="${right - left}" height="${Math.max(0, floor.low - floor.high)}"/>`}
${lines.map(
  ({ line, points }) => html`<path class="${line} line" d="${pathThrough(points)}"/>
${points.map((point) => mark(line, point))}`,
)}
${majority === null ? null : level('majority', majority, 'always the largest class')}
${floor === null ? null : level('floor', floor.y, lineNames.random)}
</svg>`;
}

function level(kind: string, y: number, name: string): Markup {
  const { left, right } = chartPlot;
  return html`<line class="${kind}" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>
<text class="tick" x="${right - 4}" y="${y - 5}" text-anchor="end">${name}</text>`;
}

function mark(line: string, { x, y, low, high }: ChartPoint): Markup {
  const spread =
    low === high ? null : html`<line class="${line} spread" x1="${x}" x2="${x}" y1="${low}" y2="${high}"/>`;
  const shape =
    line === 'frozen'
      ? html`<circle class="${line} dot" cx="${x}" cy="${y}" r="4"/>`
      : html`<rect class="${line} dot" x="${x - 3.5}" y="${y - 3.5}" width="7" height="7"/>`;
  return html`${spread}${shape}`;
}

/** The chart in words, for those who don't see it. */
function studyDescription({ figures, depths }: StudyChart): string {
  const told = figures.map(({ line, copied, mean }) => {
    const layer = depths.find((depth) => depth.copied === copied)?.layer;
    return layer === undefined
      ? `${lineNames[line]}: ${percent(mean)}`
      : `${lineNames[line]} up to ${layer}: ${percent(mean)}`;
  });
  return told.length === 0 ? 'Nothing is done yet.' : `${told.join('; ')}.`;
}
