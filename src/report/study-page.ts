import type { StudyResult } from '../design/study/study';
import { studyReading } from '../design/study/study-reading';
import { doneWords, type StudyRow, studyRows } from '../design/study/study-words';
import { counted } from '../design/words/number-text';
import { lineNames, type StudyChart, studyCharts, studyLines } from '../shared/study-chart';
import { unbroken } from './headline';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import { writePage } from './page';
import { drawStudy } from './study-chart-svg';

/** Beside the style of all pages: the lines of the two kinds differ by colour, mark and dash. */
const style = `
.frozen.line{stroke:var(--blue)}.fine-tuned.line{stroke:var(--orange);stroke-dasharray:6 4}
.frozen.dot{fill:var(--blue)}.fine-tuned.dot{fill:var(--orange)}
.frozen.spread{stroke:var(--blue)}.fine-tuned.spread{stroke:var(--orange)}.spread{stroke-width:1.6;opacity:.75}
.floor{stroke:var(--text);stroke-width:1.4;stroke-dasharray:9 5}.floor-spread{fill:var(--text);opacity:.08}
.key{display:flex;flex-wrap:wrap;gap:4px 22px;list-style:none;padding:0;margin:0 0 14px}
.key svg{display:inline-block;width:34px;height:12px;vertical-align:-1px;margin-right:7px}
figcaption small{margin-bottom:6px}.figures figure{max-width:600px}`;

/**
 * The page of a study, whole or as far as it has come; it stands alone and loads nothing.
 * @param file the name of the file that was studied
 */
export function studyPage(result: StudyResult, file: string): string {
  const { base, layers, depths, epochs, options } = result;
  const { headline, sentences } = studyReading(result);
  const body = html`<header>
<p class="eyebrow">Transfer Designer <span aria-hidden="true">·</span> Layer transferability study <span aria-hidden="true">·</span> ${nameMarkup(file)}</p>
<h1>${unbroken(headline)}</h1>
${sentences.map((sentence) => html`<p class="lead">${unbroken(sentence)}</p>`)}
</header>
${section(
  'by-depth',
  'Accuracy by depth',
  key(),
  html`<div class="figures">${studyCharts(result).map(figureOf)}</div>`,
  table(result),
)}${section(
  'done',
  'What was done',
  html`<p>Of the base ${nameMarkup(base)}, which has ${counted(layers, 'layer')} that compute by weights before its classifier, the first were copied, up to each of ${counted(depths.length, 'depth')}. All layers after them, and a new head, started at random and learned the images. In one training the copied layers stayed frozen; in another they then trained along, at a lower rate. Once, nothing was copied.</p>
<p>Each training had ${counted(epochs, 'epoch')} at most, ended early where the loss on its validation images stopped falling, and was judged by images that it neither learned from nor was chosen by. Seeds: ${options.seeds}; each draws other images to judge by and other random weights. ${doneWords(result)}.</p>
<p>The marks are means over the seeds, the bars reach from the lowest to the highest. A difference is called one only where it is more than twice its standard error, which counts the images and the seeds. The experiment is that of Yosinski, Clune, Bengio and Lipson (2014), “How transferable are features in deep neural networks?”, arXiv 1411.1792.</p>`,
)}`;
  return writePage({ title: `Which layers transfer? ${file}`, body, style });
}

function key(): Markup {
  const line = (kind: string, mark: Markup, name: string) =>
    html`<li><svg viewBox="0 0 34 12" aria-hidden="true" focusable="false"><path class="${kind} line" d="M0 6L34 6"/>${mark}</svg>${name}</li>`;
  return html`<ul class="key">
${line('frozen', html`<circle class="frozen dot" cx="17" cy="6" r="4"/>`, lineNames.frozen)}
${line('fine-tuned', html`<rect class="fine-tuned dot" x="13.5" y="2.5" width="7" height="7"/>`, lineNames['fine-tuned'])}
<li><svg viewBox="0 0 34 12" aria-hidden="true" focusable="false"><line class="floor" x1="0" x2="34" y1="6" y2="6"/></svg>nothing copied: ${lineNames.random}</li>
</ul>`;
}

function figureOf(chart: StudyChart, index: number): Markup {
  return html`<figure>
<figcaption>${chart.title}<small>${chart.images}</small></figcaption>
${drawStudy(chart, `study-${index}`)}
</figure>`;
}

function table(result: StudyResult): Markup {
  const titles = studyCharts(result).map(({ title }) => title);
  const names = titles.flatMap((title) => studyLines.map((line) => `${title}: ${lineNames[line]}`));
  const row = ({ copied, layer, cells }: StudyRow) =>
    html`<tr><th scope="row">${layer === null ? 'nothing (random weights)' : html`up to ${nameMarkup(layer)}`}</th><td class="number">${copied}</td>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  return scrollable(
    'Accuracy at each depth',
    html`<table><caption>Accuracy: the mean over the seeds, in brackets the lowest and the highest.</caption>
<thead><tr><th scope="col">Copied</th><th scope="col" class="number">Layers</th>${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${studyRows(result).map(row)}</tbody></table>`,
  );
}
