import { startWords } from '../design/plan/plan-reading';
import { figure, percent } from '../design/words/number-text';
import { classScores, totalsOf } from './class-scores';
import { accuracy, loss, type Measure } from './curve-values';
import { type Curve, curvesOf } from './curves';
import { drawCurve } from './curves-svg';
import { html, type Markup, scrollable, section } from './html';
import type { ReportInputs } from './report-inputs';

/** Loss and accuracy of training and validation over the epochs, as drawings and as a table. */
export function curvesSection({ record, epochs }: ReportInputs): Markup | null {
  const curves = curvesOf(epochs, record.result, record.otherResult);
  if (curves.length === 0) return null;
  const classes = record.plan.dataset.classes;
  const validation = record.result?.validation.confusion;
  const majority = validation ? (totalsOf(classScores(classes, validation)).majority?.share ?? null) : null;
  return section(
    'curves',
    'How it learned',
    html`<p>Training is measured while the network learns, validation on images it does not learn from. Where training goes on getting better while validation gets worse, the network is learning its images by heart; the epoch with the lowest validation loss is kept.</p>`,
    curves.map((curve, index) => startOf(curve, index, curves, majority)),
  );
}

function startOf(curve: Curve, index: number, curves: readonly Curve[], majority: number | null): Markup {
  const figureOf = (measure: Measure, baseline: number | null) => html`<figure>
<figcaption>${measure.name}</figcaption>
${drawCurve(curve, measure, measure.axis(curves), baseline, `curve-${index}-${measure.name.toLowerCase()}`)}
</figure>`;
  const heading =
    curves.length === 1 ? null : html`<h3>From ${startWords(curve.start)}${curve.kept ? ' (kept)' : ''}</h3>`;
  return html`${heading}<div class="figures">${figureOf(loss, null)}${figureOf(accuracy, majority)}</div>
${offScaleNote(curve, loss.axis(curves).high)}${brokenNote(curve)}
${epochTable(curve)}`;
}

function offScaleNote(curve: Curve, top: number): Markup | null {
  const highest = Math.max(
    ...curve.epochs.flatMap((epoch) => [epoch.loss, epoch.validationLoss]).filter(Number.isFinite),
  );
  if (!(highest > top)) return null;
  return html`<p>An arrow at the top edge marks a loss above the drawing; the highest was ${figure(highest)}.</p>`;
}

function brokenNote(curve: Curve): Markup | null {
  const broken = curve.epochs.flatMap((epoch, index) =>
    Number.isFinite(epoch.loss) && Number.isFinite(epoch.validationLoss) ? [] : [index + 1],
  );
  if (broken.length === 0) return null;
  const shown = broken.slice(0, 10).join(', ') + (broken.length > 10 ? ' …' : '');
  return html`<p class="tag-line"><strong class="tag warning">Warning</strong> In ${broken.length === 1 ? 'epoch' : 'epochs'} ${shown} the loss was no finite number, so the line has a gap there. A lower learning rate usually helps.</p>`;
}

function epochTable(curve: Curve): Markup {
  const rows = curve.epochs.map((epoch, index) => {
    const best = index + 1 === curve.best;
    return html`<tr${best ? html` class="chosen"` : null}><th scope="row" class="number">${index + 1}${best ? ' (best)' : ''}</th><td class="number">${epoch.phase}</td>
<td class="number">${figure(epoch.loss)}</td><td class="number">${figure(epoch.validationLoss)}</td>
<td class="number">${percent(epoch.accuracy)}</td><td class="number">${percent(epoch.validationAccuracy)}</td></tr>`;
  });
  const label = `Every epoch from ${startWords(curve.start)}`;
  return html`<details><summary>Every epoch as a table</summary>
${scrollable(
  label,
  html`<table><caption>${label}</caption>
<thead><tr><th scope="col" class="number">Epoch</th><th scope="col" class="number">Phase</th><th scope="col" class="number">Training loss</th><th scope="col" class="number">Validation loss</th><th scope="col" class="number">Training accuracy</th><th scope="col" class="number">Validation accuracy</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}</details>`;
}
