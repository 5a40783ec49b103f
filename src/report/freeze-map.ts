import type { PlanLayer, PlanPhase } from '../design/plan';
import { fateOf, type LayerFate, phasesOf, stretchesOfOneFate } from '../design/plan/plan-reading';
import { count, counted, percent, shapeText } from '../design/words/number-text';
import { shareBar } from './bars';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import type { ReportInputs } from './report-inputs';

/** With more base layers than this, neighbours of the same fate are folded together. */
const openLimit = 24;
/** With more folds than this they say less than one fold for all. */
const foldLimit = 12;

/** Every kept layer and every layer of the head: frozen or trained in which phase, and where the cut lies. */
export function freezeMap({ record }: ReportInputs): Markup {
  const { plan, result } = record;
  const phases = phasesOf(plan, result?.start ?? plan.init);
  const base = plan.layers.filter((layer) => layer.origin === 'base');
  const head = plan.layers.filter((layer) => layer.origin === 'head');
  const all = plan.trainableParams + plan.frozenParams;
  const share = all === 0 ? 0 : plan.trainableParams / all;
  return section(
    'layers',
    'What was frozen, what was trained',
    html`<p>${count(plan.trainableParams)} of ${counted(all, 'weight')} were trained (${percent(share)}); ${plan.frozenParams === 0 ? 'none' : count(plan.frozenParams)} stayed frozen throughout.</p>
<div class="whole">${shareBar(share)}</div>`,
    base.length <= openLimit
      ? layerTable('The base’s layers that were kept', base, phases)
      : folds(base, phases),
    html`<p class="cut"><span>cut after ${nameMarkup(plan.cut)}: what the base had beyond it was taken off, and the head put on</span></p>`,
    layerTable('The head', head, phases),
  );
}

function folds(base: readonly PlanLayer[], phases: readonly PlanPhase[]): readonly Markup[] {
  const groups = stretchesOfOneFate(base, phases);
  const shown = groups.length > foldLimit ? [base] : groups;
  return shown.map((group) => {
    const first = group[0]?.name ?? '';
    const last = group.at(-1)?.name ?? '';
    const params = group.reduce((sum, layer) => sum + layer.params, 0);
    const fates = new Set(group.filter((layer) => layer.params > 0).map((layer) => fateWords(layer, phases)));
    const fate = fates.size > 1 ? 'some frozen, some trained' : ([...fates][0] ?? 'follows');
    const summary = html`${nameMarkup(first)} … ${nameMarkup(last)}: ${counted(group.length, 'layer')}, ${counted(params, 'weight')}, <strong>${fate}</strong>`;
    return html`<details><summary>${summary}</summary>${layerTable(`${first} to ${last}`, group, phases)}</details>`;
  });
}

function fateWords(layer: PlanLayer, phases: readonly PlanPhase[]): string {
  const trained = phases.flatMap((phase, index) => (fateOf(layer, phase) === 'trained' ? [index + 1] : []));
  if (trained.length === 0) return 'frozen';
  if (trained.length === phases.length) return 'trained';
  return `trained in ${trained.length === 1 ? 'phase' : 'phases'} ${trained.join(', ')}`;
}

const marks: Readonly<Record<LayerFate, string>> = { trained: '●', frozen: '○', follows: '' };

function layerTable(title: string, layers: readonly PlanLayer[], phases: readonly PlanPhase[]): Markup {
  const heads = phases.map(
    (_, index) => html`<th scope="col">${phases.length === 1 ? 'State' : `Phase ${index + 1}`}</th>`,
  );
  const rows = layers.map((layer) => {
    const states = phases.map((phase) => {
      const fate = fateOf(layer, phase);
      return html`<td class="state ${fate === 'follows' ? 'muted' : fate}"><span aria-hidden="true">${marks[fate]}</span> ${fate}</td>`;
    });
    return html`<tr><th scope="row">${nameMarkup(layer.name)}</th><td>${layer.type}</td><td>${layer.origin}</td><td class="number">${shapeText(layer.outputShape)}</td><td class="number">${count(layer.params)}</td>${states}</tr>`;
  });
  return scrollable(
    title,
    html`<table class="layers"><caption>${title}</caption>
<thead><tr><th scope="col">Layer</th><th scope="col">Type</th><th scope="col">Origin</th><th scope="col" class="number">Output</th><th scope="col" class="number">Weights</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table>`,
  );
}
