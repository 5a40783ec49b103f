import type { Plan, PlanPhase } from '../design/plan';
import { phasesOf, startWords, trainedWords } from '../design/plan/plan-reading';
import { transferCases } from '../design/transfer-cases';
import { counted, figure, scientific } from '../design/words/number-text';
import { resultFigures } from '../design/words/result-words';
import { judgedImages } from '../shared/judged-images';
import type { EpochEvent, RunResult } from '../shared/run-events';
import { html, type Markup, messageMarkup, nameMarkup, scrollable, section } from './html';
import type { ReportInputs } from './report-inputs';

/** Case, start, cut and phases, and what was odd when the run began. */
export function whatWasDone(inputs: ReportInputs): Markup {
  const { plan, result } = inputs.record;
  const start = result?.start ?? plan.init;
  return section(
    'done',
    'What was done',
    html`<p class="lead"><strong>Case ${plan.case}: ${transferCases[plan.case].name}.</strong> ${transferCases[plan.case].reason}</p>
<dl class="facts">
<div><dt>Base</dt><dd>${nameMarkup(plan.base.model)}</dd></div>
<div><dt>Cut after</dt><dd>${nameMarkup(plan.cut)}</dd></div>
<div><dt>Start</dt><dd>${startWords(start)}</dd></div>
<div><dt>Head</dt><dd>${headWords(plan)}</dd></div>
<div><dt>Classes</dt><dd>${plan.dataset.classes.length}</dd></div>
<div><dt>Images</dt><dd>${counted(plan.dataset.images, 'image')}</dd></div>
</dl>`,
    otherStart(inputs),
    phaseTable(inputs, phasesOf(plan, start), start),
    problemList(inputs),
  );
}

function headWords(plan: Plan): string {
  const pool = { average: 'averaged', flatten: 'flattened', none: '' }[plan.head.pool];
  const layers = plan.head.layers.map((layer) =>
    'dense' in layer ? `${counted(layer.dense, 'unit')}` : `dropout ${figure(layer.dropout)}`,
  );
  return [pool, ...layers, `softmax over ${plan.head.units}`].filter((word) => word !== '').join(' → ');
}

function otherStart({ record, epochs }: ReportInputs): Markup | null {
  const { result, otherResult } = record;
  if (!result || !otherResult) return null;
  const on = ({ start, validation }: RunResult) => {
    const judged = judgedImages({ validation, test: null }, record.plan.dataset, epochs);
    return html`from ${startWords(start)} it was right on ${judged.map(resultFigures).join()} validation images`;
  };
  return html`<p>Both starts were tried: ${on(result)}, ${on(otherResult)}; in brackets the 95${'\u00a0'}% intervals. What came from ${startWords(result.start)} was kept.</p>`;
}

function phaseTable(inputs: ReportInputs, phases: readonly PlanPhase[], start: string): Markup {
  const { plan, result } = inputs.record;
  const rows = phases.map((phase, index) => {
    const number = index + 1;
    const epochs = inputs.epochs.filter((epoch) => epoch.start === start && epoch.phase === number);
    const best = epochs.findLast((epoch) => epoch.best);
    const kept = result?.phase === number ? ' (kept)' : '';
    return html`<tr><th scope="row">${number}</th><td>${trainedWords(plan, phase)}</td>
<td class="number">${phase.learningRate < 1e-4 ? scientific(phase.learningRate) : String(phase.learningRate)}</td>
<td class="number">${epochWords(epochs, phase)}</td>
<td class="number">${best ? `${best.epoch}${kept}` : '–'}</td></tr>`;
  });
  return scrollable(
    'Phases',
    html`<table><caption>Phases. Each starts from the best epoch of the one before and ends early when validation loss stops falling.</caption>
<thead><tr><th scope="col">Phase</th><th scope="col">Trained</th><th scope="col" class="number">Learning rate</th><th scope="col" class="number">Epochs run</th><th scope="col" class="number">Best epoch</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  );
}

function epochWords(epochs: readonly EpochEvent[], phase: PlanPhase): string {
  return `${epochs.length} of at most ${epochs.at(-1)?.epochs ?? phase.epochs}`;
}

const severityWords = { error: 'Error', warning: 'Warning', information: 'Note' } as const;

function problemList({ problems }: ReportInputs): Markup | null {
  if (problems.length === 0) return null;
  const items = problems.map(
    ({ severity, message }) =>
      html`<li><strong class="tag ${severity}">${severityWords[severity]}</strong> ${messageMarkup(message)}</li>`,
  );
  return html`<h3>What was known to be odd when the run began</h3><ul class="plain">${items}</ul>`;
}
