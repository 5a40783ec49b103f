import { count, percent, percentRange } from '../design/words/number-text';
import { intervalBar } from './bars';
import { type ClassScore, classScores, type Score, type Totals, totalsOf } from './class-scores';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import { type JudgedSet, judgedSets, type ReportInputs } from './report-inputs';

/** With more classes than this the table is folded away. */
const openLimit = 40;

/** Recall and precision by class, for test and validation images apart, with the majority baseline beside. */
export function classSection({ record }: ReportInputs): Markup | null {
  const sets = judgedSets(record.result);
  if (sets.length === 0) return null;
  const { classes, groupBy } = record.plan.dataset;
  const groups =
    groupBy === null
      ? null
      : html`<p>Images of one group resemble each other, so the intervals are narrower here than they should be.</p>`;
  return section(
    'classes',
    'Class by class',
    html`<p><strong>Recall</strong>: of the images of a class, the share that was found. <strong>Precision</strong>: of the images that were called so, the share that was right. The ranges, and the bars where there is room, are 95${'\u00a0'}% intervals (exact, Clopper–Pearson); with few images they are wide.</p>`,
    groups,
    sets.map((set, index) => folded(classes.length > openLimit || index > 0, set, classes)),
  );
}

function folded(fold: boolean, set: JudgedSet, classes: readonly string[]): Markup {
  const table = scoreTable(set, classScores(classes, set.evaluation.confusion));
  if (!fold) return table;
  return html`<details><summary>${classes.length} classes, ${set.name} images</summary>${table}</details>`;
}

function scoreTable(set: JudgedSet, scores: readonly ClassScore[]): Markup {
  const totals = totalsOf(scores);
  const rows = scores.map(
    (
      each,
    ) => html`<tr><th scope="row">${nameMarkup(each.name)}</th><td class="number">${count(each.images)}</td>
${scoreCells(each.recall, 'no images')}<td class="number">${count(each.said)}</td>${scoreCells(each.precision, 'never said')}</tr>`,
  );
  return scrollable(
    `Recall and precision, ${set.name} images`,
    html`<table class="scores"><caption>${set.name === 'test' ? 'Test' : 'Validation'} images</caption>
<thead><tr><th scope="col">Class</th><th scope="col" class="number">Images</th><th scope="col" colspan="3">Recall</th><th scope="col" class="number">Called so</th><th scope="col" colspan="3">Precision</th></tr></thead>
<tbody>${rows}</tbody>${baselineRow(totals, scores.length)}</table>`,
  );
}

function scoreCells(score: Score, without: string): Markup {
  if (score === null) return html`<td colspan="3" class="muted">${without}</td>`;
  return html`<td class="bar-cell">${intervalBar(score.share, score.interval, null)}</td><td class="number strong">${percent(score.share)}</td><td class="number">${percentRange(score.interval)}</td>`;
}

/** What always saying the largest class would reach: all of it found, nothing else. */
function baselineRow(totals: Totals, classes: number): Markup | null {
  if (!totals.majority) return null;
  return html`<tfoot><tr><th scope="row">Always ‘${nameMarkup(totals.majority.class)}’</th><td class="number">${count(totals.images)}</td>
<td colspan="3">100${'\u00a0'}% of that class, 0${'\u00a0'}% of the other ${classes - 1}</td><td class="number">${count(totals.images)}</td>
<td class="bar-cell">${intervalBar(totals.majority.share, null, null)}</td><td class="number strong">${percent(totals.majority.share)}</td><td></td></tr></tfoot>`;
}
