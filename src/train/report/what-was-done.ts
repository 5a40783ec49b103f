import type { CaseNumber } from '../../design/config';
import type { Plan, PlanPhase } from '../../design/plan';
import type { EpochEvent, RunResult } from '../../messages/run-events';
import { html, type Markup, nameOf, scrollable, section } from './html';
import { counted, figure, percent, scientific } from './number-text';
import { phasesOf, startWords, trainedWords } from './plan-reading';
import type { ReportInputs } from './report-inputs';

const cases: Readonly<Record<CaseNumber, { readonly name: string; readonly why: string }>> = {
  1: {
    name: 'few images, similar to the base’s own',
    why: 'The features that the base has learned fit these images too, and there are too few images to train more than a head without learning them by heart.',
  },
  2: {
    name: 'few images, different from the base’s own',
    why: 'Early layers see edges and textures, which all images share; late ones see what the base was trained for. So the base is cut early, and only a head is trained.',
  },
  3: {
    name: 'many images, similar to the base’s own',
    why: 'The base is a good start, and there are enough images to adapt all of it: the head first, then everything at a lower rate.',
  },
  4: {
    name: 'many images, different from the base’s own',
    why: 'There are enough images to train everything; the base’s weights are a start that may help or may not.',
  },
};

/** Case, start, cut and phases, and what was odd when the run began. */
export function whatWasDone(inputs: ReportInputs): Markup {
  const { plan, result } = inputs.record;
  const start = result?.start ?? plan.init;
  return section(
    'done',
    'What was done',
    html`<p class="lead"><strong>Case ${plan.case}: ${cases[plan.case].name}.</strong> ${cases[plan.case].why}</p>
<dl class="facts">
<div><dt>Base</dt><dd>${nameOf(plan.base.model)}</dd></div>
<div><dt>Cut after</dt><dd>${nameOf(plan.cut)}</dd></div>
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

function otherStart({ record }: ReportInputs): Markup | null {
  const { result, otherResult } = record;
  if (!result || !otherResult) return null;
  const on = (each: RunResult) =>
    html`from ${startWords(each.start)} it was right on ${percent(each.validation.accuracy)} of the validation images`;
  return html`<p>Both starts were tried: ${on(result)}, ${on(otherResult)}. The first of the two was kept.</p>`;
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
      html`<li><strong class="tag ${severity}">${severityWords[severity]}</strong> ${message}</li>`,
  );
  return html`<h3>What was known to be odd when the run began</h3><ul class="plain">${items}</ul>`;
}
