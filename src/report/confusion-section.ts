import { count, counted, percent } from '../design/words/number-text';
import { type Confusion, confusedPairs } from './class-scores';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import { type JudgedSet, judgedSets, type ReportInputs } from './report-inputs';

/** Beyond this many classes a matrix can't be read any more, and the most confused pairs stand for it. */
const matrixLimit = 30;
const pairLimit = 30;

/** What was taken for what, for test and validation images apart. */
export function confusionSection({ record }: ReportInputs): Markup | null {
  const sets = judgedSets(record.result);
  if (sets.length === 0) return null;
  const classes = record.plan.dataset.classes;
  const asMatrix = classes.length <= matrixLimit;
  const note = asMatrix
    ? 'Rows are what an image shows, columns what the network said. Right answers stand on the diagonal, in bold; the deeper the shade, the larger the share of its row.'
    : `With ${classes.length} classes a full matrix can’t be read, so these are the pairs that were confused most.`;
  return section(
    'confusion',
    'What was taken for what',
    html`<p>${note}</p>`,
    sets.map((set) => (asMatrix ? matrix(classes, set) : pairTable(classes, set))),
  );
}

function captionOf({ name, evaluation }: JudgedSet): string {
  return name === 'test'
    ? counted(evaluation.images, 'test image')
    : counted(evaluation.images, 'validation image');
}

function matrix(classes: readonly string[], set: JudgedSet): Markup {
  const confusion: Confusion = set.evaluation.confusion;
  const heads = classes.map(
    (name) =>
      html`<th scope="col" title="${name}"><span class="${classes.length > 6 ? 'upright' : 'level'}">${nameMarkup(name)}</span></th>`,
  );
  const rows = classes.map((name, row) => {
    const counts = classes.map((_, column) => confusion[row]?.[column] ?? 0);
    const total = counts.reduce((sum, each) => sum + each, 0);
    const cells = counts.map((images, column) => cell(images, total, row === column));
    return html`<tr><th scope="row" title="${name}">${nameMarkup(name)}</th>${cells}<td class="total">${count(total)}</td></tr>`;
  });
  const caption = captionOf(set);
  return scrollable(
    `Confusion matrix, ${caption}`,
    html`<table class="matrix"><caption>${caption}</caption>
<thead><tr><th scope="col" class="corner">is <span aria-hidden="true">↓</span> said <span aria-hidden="true">→</span></th>${heads}<th scope="col" class="total"><span class="${classes.length > 6 ? 'upright' : 'level'}">images</span></th></tr></thead>
<tbody>${rows}</tbody></table>`,
  );
}

/** A cell in one of ten shades: `right1`…`right10` on the diagonal, `wrong1`…`wrong10` off it. */
function cell(images: number, total: number, right: boolean): Markup {
  const shade = total === 0 ? 0 : Math.ceil((images / total) * 10);
  const name = images === 0 ? 'none' : `${right ? 'right' : 'wrong'}${shade}`;
  return html`<td class="${name}">${right ? html`<strong>${count(images)}</strong>` : count(images)}</td>`;
}

function pairTable(classes: readonly string[], set: JudgedSet): Markup {
  const pairs = confusedPairs(classes, set.evaluation.confusion);
  const caption = captionOf(set);
  if (pairs.length === 0) return html`<p>${caption}: none was taken for another class.</p>`;
  const shown = pairs.slice(0, pairLimit);
  const rest =
    pairs.length > shown.length ? `, the first ${shown.length} of ${count(pairs.length)} pairs` : '';
  const rows = shown.map(
    (pair) =>
      html`<tr><th scope="row">${nameMarkup(pair.label)}</th><td>${nameMarkup(pair.predicted)}</td><td class="number">${count(pair.images)}</td><td class="number">${percent(pair.share)}</td></tr>`,
  );
  return scrollable(
    `Most confused pairs, ${caption}`,
    html`<table><caption>${caption}${rest}</caption>
<thead><tr><th scope="col">An image of</th><th scope="col">was taken for</th><th scope="col" class="number">times</th><th scope="col" class="number">of that class’s images</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  );
}
