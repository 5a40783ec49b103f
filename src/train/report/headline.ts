import { count, counted, percent, percentRange, timeText } from '../../design/number-text';
import type { RunRecord } from '../../messages/run-record';
import { intervalBar } from './bars';
import { classScores, type Totals, totalsOf } from './class-scores';
import { html, type Markup, messageOf, nameOf } from './html';
import { type JudgedSet, judgedSets, type SetName } from './report-inputs';

/** The top of the page: the result in one sentence, what to make of it, and the same as a picture. */
export function headline(record: RunRecord): Markup {
  const sets = judgedSets(record.result).map((set) => ({ ...set, totals: totalsFor(record, set) }));
  const first = sets[0];
  return html`<header>
<p class="eyebrow">Transfer Designer <span aria-hidden="true">·</span> ${nameOf(record.name)} <span aria-hidden="true">·</span> ${timeText(record.created)}</p>
<h1>${first ? sentence(first.name, first.totals) : withoutResult(record)}</h1>
${first ? verdict(first.name, first.totals) : null}
${sets.length > 0 ? resultTable(sets) : null}
</header>
`;
}

/** Counts over all classes of one set. */
export function totalsFor(record: RunRecord, set: JudgedSet): Totals {
  return totalsOf(classScores(record.plan.dataset.classes, set.evaluation.confusion));
}

function withoutResult(record: RunRecord): Markup {
  if (record.failure) return html`The run failed: ${messageOf(record.failure.message)}`;
  return html`This run has no result yet.`;
}

function sentence(set: SetName, totals: Totals): Markup {
  if (!totals.accuracy || !totals.majority) return html`There were no ${set} images to judge by.`;
  const { share, interval } = totals.accuracy;
  return html`Right on ${count(totals.right)} of ${counted(totals.images, `${set} image`)} (${percent(share)}, 95${'\u00a0'}% interval ${percentRange(interval)}); always saying ‘${nameOf(totals.majority.class)}’ would be right on ${percent(totals.majority.share)}.`;
}

function verdict(set: SetName, totals: Totals): Markup | null {
  if (!totals.accuracy || !totals.majority) return null;
  const { low, high } = totals.accuracy.interval;
  const baseline = totals.majority.share;
  const meaning =
    low > baseline
      ? 'Even the lower end of the interval is above that: the network has learned to tell the classes apart.'
      : high < baseline
        ? 'That is worse than always giving the same answer: the network has not learned to tell the classes apart.'
        : 'The interval reaches down to that: with this many images nobody can say whether the network learned anything.';
  const caution =
    set === 'validation'
      ? ' There was no test folder. The best epoch was chosen by these validation images, so expect a little less on new ones.'
      : '';
  return html`<p class="lead">${meaning}${caution}</p>`;
}

function resultTable(sets: readonly (JudgedSet & { readonly totals: Totals })[]): Markup {
  const rows = sets.flatMap(({ name, totals }) => {
    if (!totals.accuracy) return [];
    const baseline = totals.majority?.share ?? null;
    return [
      html`<tr><th scope="row">${name === 'test' ? 'Test images' : 'Validation images'}<small>${
        name === 'test' ? 'nothing was chosen by them' : 'the best epoch was chosen by them'
      }</small></th>
<td class="wide">${intervalBar(totals.accuracy.share, totals.accuracy.interval, baseline)}</td>
<td class="number strong">${percent(totals.accuracy.share)}</td>
<td class="number">${percentRange(totals.accuracy.interval)}</td>
<td class="number">${totals.balancedAccuracy === null ? '–' : percent(totals.balancedAccuracy)}</td>
<td class="number">${baseline === null ? '–' : percent(baseline)}</td></tr>`,
    ];
  });
  return html`<div class="scroll" role="region" aria-label="Accuracy" tabindex="0"><table class="results">
<caption>Accuracy: the mark is what was measured, the bar its 95${'\u00a0'}% interval, the dotted mark what always saying the largest class would reach. Balanced accuracy counts every class alike.</caption>
<thead><tr><th scope="col">Judged on</th><th scope="col" class="wide"><span class="scale"><span>0${'\u00a0'}%</span><span>100${'\u00a0'}%</span></span></th><th scope="col" class="number">Right</th><th scope="col" class="number">95${'\u00a0'}% interval</th><th scope="col" class="number">Balanced</th><th scope="col" class="number">Largest class</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
