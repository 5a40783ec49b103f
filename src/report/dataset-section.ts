import { isImageList } from '../design/image-list';
import { count, counted, figure, percent } from '../design/words/number-text';
import type { RunRecord } from '../shared/run-record';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import type { ReportInputs } from './report-inputs';

/** So many left-out images are named; more are only counted. */
const namedLimit = 500;
const openLimit = 8;

/** How many images there were, how they were split, and which ones were left out. */
export function datasetSection({ record }: ReportInputs): Markup {
  const { dataset, training } = record.plan;
  const { augment, classWeights } = training;
  const views = augment
    ? html`<div><dt>Augmentation</dt><dd>${counted(augment.views, 'view')} of each training image; flip ${augment.flip}, shift up to ${percent(augment.shift)}, brightness up to ${percent(augment.brightness)}</dd></div>`
    : null;
  const weights = classWeights
    ? html`<div><dt>Class weights</dt><dd>${classWeights.map((weight, index) => html`${index > 0 ? ', ' : ''}${nameMarkup(dataset.classes[index] ?? '?')} ${figure(weight)}`)}</dd></div>`
    : null;
  return section(
    'data',
    'The images',
    countTable(record),
    html`<dl class="facts long">
<div><dt>${isImageList(dataset.path) ? 'List' : 'Folder'}</dt><dd>${nameMarkup(dataset.path)}</dd></div>
<div><dt>Validation</dt><dd>${
      typeof dataset.validation === 'number'
        ? `${percent(dataset.validation)} of the images, drawn by seed ${training.seed}, from each class alike`
        : nameMarkup(dataset.validation)
    }</dd></div>
<div><dt>Test</dt><dd>${dataset.test === null ? 'none' : nameMarkup(dataset.test)}</dd></div>
${dataset.groupBy === null ? null : html`<div><dt>Kept together</dt><dd><code>${dataset.groupBy}</code></dd></div>`}
${views}${weights}
${record.dataset ? html`<div><dt>Fingerprint</dt><dd><code>${record.dataset.fingerprint}</code></dd></div>` : null}
</dl>`,
    leftOut(record),
  );
}

function countTable({ dataset }: RunRecord): Markup | null {
  if (!dataset) return null;
  const row = (name: string, images: number, purpose: string) =>
    html`<tr><th scope="row">${name}</th><td class="number">${count(images)}</td><td>${purpose}</td></tr>`;
  return scrollable(
    'Images by purpose',
    html`<table><caption>Images by purpose</caption>
<thead><tr><th scope="col">Set</th><th scope="col" class="number">Images</th><th scope="col">For</th></tr></thead>
<tbody>${row('Training', dataset.trainImages, 'learning')}${row('Validation', dataset.validationImages, 'choosing the best epoch')}${row('Test', dataset.testImages, 'judging only; nothing is chosen by them')}</tbody></table>`,
  );
}

function leftOut({ dataset }: RunRecord): Markup | null {
  const files = dataset?.leftOut ?? [];
  if (files.length === 0) return dataset ? html`<p>No image was left out.</p>` : null;
  const items = files
    .slice(0, namedLimit)
    .map(({ file, reason }) => html`<li>${nameMarkup(file)} <span class="muted">${reason}</span></li>`);
  const rest = files.length - items.length;
  const list = html`<ul class="plain">${items}${rest > 0 ? html`<li>and ${count(rest)} more</li>` : null}</ul>`;
  const title = `${counted(files.length, 'image')} left out`;
  return files.length <= openLimit
    ? html`<h3>${title}</h3>${list}`
    : html`<details><summary>${title}</summary>${list}</details>`;
}
