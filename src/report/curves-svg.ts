import { count } from '../design/words/number-text';
import type { Axis, Measure } from './curve-values';
import type { Curve, CurvePhase } from './curves';
import { html, type Markup } from './html';
import { epochTicks } from './ticks';

const width = 460;
const height = 290;
const plot = { left: 46, right: width - 78, top: 44, bottom: height - 40 };
/** How wide a character of the axis text is, in the drawing's units; for what fits where. */
const characterWidth = 6.4;

interface Scales {
  readonly x: (position: number) => number;
  readonly y: (value: number) => number;
}

/** A line chart of one measure of one start. `majority` is the baseline of an accuracy, 0..1, or null. */
export function drawCurve(
  curve: Curve,
  measure: Measure,
  axis: Axis,
  majority: number | null,
  id: string,
): Markup {
  const last = curve.epochs.length;
  const scales = scalesFor(last, axis);
  const validation = curve.epochs.map(measure.validation);
  const training = curve.epochs.map(measure.training);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-name ${id}-text">
<title id="${id}-name">${measure.name} by epoch</title>
<desc id="${id}-text">${description(curve, measure)}</desc>
${curve.phases.map((phase, index) => phaseBand(phase, index, last, curve.phases.length, scales))}
${axis.ticks.map((tick) => horizontalTick(tick, axis, scales))}
${epochTicks(last, 6).map(
  (tick) =>
    html`<text class="tick" x="${round(scales.x(tick))}" y="${plot.bottom + 17}" text-anchor="middle">${count(tick)}</text>`,
)}
<text class="tick" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 34}" text-anchor="middle">epoch</text>
${majority === null ? null : majorityLine(majority, scales)}
${line(curve, training, axis, scales, 'training')}
${line(curve, validation, axis, scales, 'validation')}
${endLabels(training, validation, axis, scales)}
${curve.best === null ? null : bestMark(curve.best, validation, axis, scales)}
</svg>`;
}

function scalesFor(last: number, axis: Axis): Scales {
  const wide = plot.right - plot.left - 16;
  return {
    // A single epoch stands in the middle.
    x: (position) => plot.left + 8 + (last <= 1 ? wide / 2 : ((position - 1) / (last - 1)) * wide),
    y: (value) => plot.bottom - ((value - axis.low) / (axis.high - axis.low)) * (plot.bottom - plot.top),
  };
}

function phaseBand(phase: CurvePhase, index: number, last: number, phases: number, scales: Scales): Markup {
  const from = phase.first === 1 ? plot.left : (scales.x(phase.first) + scales.x(phase.first - 1)) / 2;
  const to = phase.last === last ? plot.right : (scales.x(phase.last) + scales.x(phase.last + 1)) / 2;
  const label = [`phase ${phase.phase}`, String(phase.phase), ''].find(
    (text) => text.length * characterWidth + 6 <= to - from,
  );
  const band = html`<rect class="band${index % 2}" x="${round(from)}" y="${plot.top}" width="${round(to - from)}" height="${plot.bottom - plot.top}"/>`;
  const edge =
    index === 0
      ? null
      : html`<line class="edge" x1="${round(from)}" x2="${round(from)}" y1="${plot.top - 30}" y2="${plot.bottom}"/>`;
  const text =
    phases > 1 && label
      ? html`<text class="tick" x="${round(from + 5)}" y="${plot.top - 22}">${label}</text>`
      : null;
  return html`${band}${edge}${text}`;
}

function horizontalTick(tick: number, axis: Axis, scales: Scales): Markup {
  const y = round(scales.y(tick));
  return html`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/>
<text class="tick" x="${plot.left - 7}" y="${y + 4}" text-anchor="end">${axis.label(tick)}</text>`;
}

function majorityLine(majority: number, scales: Scales): Markup {
  const y = round(scales.y(majority));
  return html`<line class="majority" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/>
<text class="tick" x="${plot.right - 4}" y="${y < plot.bottom - 22 ? y + 14 : y - 5}" text-anchor="end">always the largest class</text>`;
}

/** A path a phase, broken where a value is no number; dots where there are few epochs; an arrow off the scale. */
function line(
  curve: Curve,
  values: readonly number[],
  axis: Axis,
  scales: Scales,
  kind: 'training' | 'validation',
): Markup {
  const commands: string[] = [];
  const marks: Markup[] = [];
  for (const phase of curve.phases) {
    let joinedToLast = false;
    for (let position = phase.first; position <= phase.last; position += 1) {
      const value = values[position - 1] ?? Number.NaN;
      if (!Number.isFinite(value)) {
        joinedToLast = false;
        continue;
      }
      const x = round(scales.x(position));
      const y = round(scales.y(Math.min(value, axis.high)));
      const alone = phase.first === phase.last;
      if (value > axis.high) marks.push(html`<path class="${kind} off" d="M${x - 4} ${y + 8}h8l-4 -7z"/>`);
      else if (alone || values.length <= 15)
        marks.push(html`<circle class="${kind} dot" cx="${x}" cy="${y}" r="2.6"/>`);
      commands.push(`${joinedToLast ? 'L' : 'M'}${x} ${y}`);
      joinedToLast = true;
    }
  }
  return html`<path class="${kind} line" d="${commands.join('')}"/>${marks}`;
}

/** The lines' names beside their ends, kept apart from each other. */
function endLabels(
  training: readonly number[],
  validation: readonly number[],
  axis: Axis,
  scales: Scales,
): Markup {
  const endOf = (values: readonly number[]) => {
    const value = values.findLast(Number.isFinite);
    return value === undefined ? null : scales.y(Math.min(value, axis.high)) + 4;
  };
  let upper = endOf(training);
  let lower = endOf(validation);
  if (upper !== null && lower !== null && Math.abs(upper - lower) < 15) {
    const middle = Math.min((upper + lower) / 2, plot.bottom - 6);
    const trainingIsAbove = upper <= lower;
    upper = middle + (trainingIsAbove ? -7.5 : 7.5);
    lower = middle + (trainingIsAbove ? 7.5 : -7.5);
  }
  const label = (kind: string, y: number | null) =>
    y === null ? null : html`<text class="${kind} name" x="${plot.right + 6}" y="${round(y)}">${kind}</text>`;
  return html`${label('training', upper)}${label('validation', lower)}`;
}

function bestMark(best: number, validation: readonly number[], axis: Axis, scales: Scales): Markup {
  const x = round(scales.x(best));
  const value = validation[best - 1] ?? Number.NaN;
  const text = `best: epoch ${count(best)}`;
  const room = (text.length * characterWidth) / 2;
  const textX = Math.min(Math.max(x, plot.left + room), plot.right - room);
  const ring = Number.isFinite(value)
    ? html`<circle class="best" cx="${x}" cy="${round(scales.y(Math.min(value, axis.high)))}" r="5"/>`
    : null;
  return html`<line class="bestline" x1="${x}" x2="${x}" y1="${plot.top - 2}" y2="${plot.bottom}"/>
<text class="tick strong" x="${round(textX)}" y="${plot.top - 7}" text-anchor="middle">${text}</text>${ring}`;
}

function description(curve: Curve, measure: Measure): string {
  const first = curve.epochs[0];
  const last = curve.epochs.at(-1);
  if (!first || !last) return 'No epoch was run.';
  const best = curve.best === null ? undefined : curve.epochs[curve.best - 1];
  const name = measure.name.toLowerCase();
  const kept = best
    ? ` At the best epoch, ${curve.best}, validation ${name} was ${measure.text(measure.validation(best))}.`
    : '';
  return (
    `Over ${curve.epochs.length} epochs, validation ${name} went from ${measure.text(measure.validation(first))} ` +
    `to ${measure.text(measure.validation(last))} and training ${name} from ` +
    `${measure.text(measure.training(first))} to ${measure.text(measure.training(last))}.${kept}`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
