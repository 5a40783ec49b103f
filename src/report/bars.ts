import type { Interval } from '../design/words/binomial';
import { html, type Markup } from './html';

// The drawings stretch with their table cell; strokes keep their width. What they show also stands in figures
// beside them, so that they are hidden from screen readers.
const open = (body: Markup) =>
  html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">${body}</svg>`;

/** A share with its interval on a scale 0..1; `baseline` is a dotted mark on the same scale. */
export function intervalBar(share: number, interval: Interval | null, baseline: number | null): Markup {
  const at = (value: number) => (value * 100).toFixed(2);
  return open(
    html`<line class="rail" x1="0" x2="100" y1="5" y2="5"/>${
      interval &&
      html`<line class="whisker" x1="${at(interval.low)}" x2="${at(interval.high)}" y1="5" y2="5"/>`
    }${
      baseline === null
        ? null
        : html`<line class="majority" x1="${at(baseline)}" x2="${at(baseline)}" y1="0" y2="10"/>`
    }<line class="point" x1="${at(share)}" x2="${at(share)}" y1="0.5" y2="9.5"/>`,
  );
}

/** What is right at a cut with its standard error, on a scale 0..1; what guessing and the largest class give is marked on it. */
export function depthBar(at: {
  readonly accuracy: number;
  readonly error: number;
  readonly chance: number;
  readonly majority: number;
}): Markup {
  const { accuracy, error, chance, majority } = at;
  const x = (value: number) => (Math.min(1, Math.max(0, value)) * 100).toFixed(2);
  const mark = (value: number, name: string) =>
    html`<line class="${name}" x1="${x(value)}" x2="${x(value)}" y1="0" y2="10"/>`;
  return open(html`<rect class="track" x="0" y="1" width="100" height="8"/>
<rect class="part" x="0" y="1" width="${x(accuracy)}" height="8"/>
${mark(chance, 'chance')}${mark(majority, 'majority')}
<line class="error-ground" x1="${x(accuracy - error)}" x2="${x(accuracy + error)}" y1="5" y2="5"/>
<line class="error-bar" x1="${x(accuracy - error)}" x2="${x(accuracy + error)}" y1="5" y2="5"/>`);
}

/** A bar of a part of the whole, 0..1. A part that is there at all can be seen. */
export function shareBar(share: number): Markup {
  const drawn = share > 0 ? Math.min(1, Math.max(0.004, share)) : 0;
  return open(html`<rect class="track" x="0" y="1" width="100" height="8"/>
<rect class="part" x="0" y="1" width="${(drawn * 100).toFixed(2)}" height="8"/>`);
}
