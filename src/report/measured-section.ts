import { measuredAnswers } from '../design/advice/measured-answers';
import { againstWords, answerSentences, drawnWords, figureText } from '../design/advice/measured-words';
import type { MeasuredCut, Measurement } from '../design/measurement';
import { count, percent } from '../design/words/number-text';
import { depthBar } from './bars';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import type { ReportInputs } from './report-inputs';

/** What was known of base and images when the run began: by depth how well a linear head does, and what follows. */
export function measuredSection({ record }: ReportInputs): Markup | null {
  const { measured, plan } = record;
  const answers = measured && measuredAnswers(measured.measurement);
  if (!measured || !answers) return null;
  const { measurement } = measured;
  const drawn = drawnWords(measured);
  return section(
    'measured',
    'What was measured before training',
    html`<p>${drawn.charAt(0).toUpperCase()}${drawn.slice(1)}: how well a linear head on the frozen base tells the classes apart, each image judged by a head that has not seen it.</p>`,
    html`<ul>${answerSentences(answers).map((sentence) => html`<li>${sentence}</li>`)}</ul>`,
    cutTable(measurement, answers.cut.layer, plan.cut),
  );
}

function cutTable(measurement: Measurement, suggested: string, planned: string): Markup {
  const rows = measurement.cuts.map((cut) => cutRow(cut, measurement, suggested, planned));
  return scrollable(
    'Accuracy by depth',
    html`<table class="times depths"><caption>Accuracy by depth, from the first layers to the last. ${againstWords(measurement)} Both are marked on the bars, the largest class by the dashes.</caption>
<thead><tr><th scope="col">Cut after</th><th scope="col" class="wide"><span class="unseen">Share that is right</span></th><th scope="col" class="number">A linear head</th><th scope="col" class="number more">Neighbours</th><th scope="col" class="number more">Values</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  );
}

function cutRow(cut: MeasuredCut, measurement: Measurement, suggested: string, planned: string): Markup {
  const { layer, accuracy, error, neighbours, features } = cut;
  const { classes, majority } = measurement;
  const notes = [
    ...(layer === suggested ? ['where to cut'] : []),
    ...(layer === planned ? ['this run’s cut'] : []),
  ];
  return html`<tr${layer === suggested ? html` class="chosen"` : null}><th scope="row">${nameMarkup(layer)}${notes.length > 0 ? html`<small>${notes.join(', ')}</small>` : null}</th><td class="wide">${depthBar({ accuracy, error, chance: 1 / classes, majority })}</td><td class="number">${figureText({ accuracy, error })}</td><td class="number more">${percent(neighbours)}</td><td class="number more">${count(features)}</td></tr>`;
}
