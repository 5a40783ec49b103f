import { counted, percent, percentRange, timeText } from '../design/words/number-text';
import { resultSentence, resultVerdict } from '../design/words/result-words';
import { judgedImages } from '../shared/judged-images';
import type { RunRecord } from '../shared/run-record';
import { intervalBar } from './bars';
import { classScores, type Totals, totalsOf } from './class-scores';
import { html, type Markup, messageMarkup, nameMarkup } from './html';
import { type JudgedSet, judgedSets, type ReportInputs } from './report-inputs';

/** The top of the page: the result in one sentence, what to make of it, and the same as a picture. */
export function headline({ record, epochs }: ReportInputs): Markup {
  const sets = judgedSets(record.result).map((set) => ({ ...set, totals: totalsFor(record, set) }));
  const [first] = record.result ? judgedImages(record.result, record.plan.dataset, epochs) : [];
  return html`<header>
<p class="eyebrow">Transfer Designer <span aria-hidden="true">·</span> ${nameMarkup(record.name)} <span aria-hidden="true">·</span> ${timeText(record.created)}</p>
<h1>${first ? messageMarkup(unbroken(resultSentence(first))) : withoutResult(record)}</h1>
${first ? html`<p class="lead">${messageMarkup(unbroken(resultVerdict(first)))}</p>` : null}
${sets.length > 0 ? resultTable(sets) : null}
</header>
`;
}

/** Counts over all classes of one set. */
function totalsFor(record: RunRecord, set: JudgedSet): Totals {
  return totalsOf(classScores(record.plan.dataset.classes, set.evaluation.confusion));
}

function withoutResult(record: RunRecord): Markup {
  if (record.failure) return html`The run failed: ${messageMarkup(record.failure.message)}`;
  return html`${record.result ? 'There were no images to judge by.' : 'This run has no result yet.'}`;
}

/** On a page no line ends between a figure and its unit. */
export function unbroken(sentence: string): string {
  return sentence.replace(/(\d) (?=%)/g, '$1\u00a0');
}

function resultTable(sets: readonly (JudgedSet & { readonly totals: Totals })[]): Markup {
  const rows = sets.flatMap(({ name, totals }) => {
    if (!totals.accuracy) return [];
    const baseline = totals.majority?.share ?? null;
    return [
      html`<tr><th scope="row">${counted(totals.images, `${name} image`)}<small>${
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
