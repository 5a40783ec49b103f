import { phasesOf } from '../design/plan/plan-reading';
import { byteSize, count, counted, duration, figure, percent } from '../design/words/number-text';
import type { CacheEvent, ImageRate, RunRates } from '../shared/run-events';
import { pace, wholeSeconds } from '../shared/run-pace';
import type { RunRecord } from '../shared/run-record';
import { shareBar } from './bars';
import { html, type Markup, nameMarkup, scrollable, section } from './html';
import type { ReportInputs } from './report-inputs';

/** Where the time went, and how much of it the cache saved. */
export function timeSection(inputs: ReportInputs): Markup | null {
  const times = timeTable(inputs.record);
  const cache = inputs.caches ? cacheUse(inputs.caches) : plannedCache(inputs.record);
  const rates = inputs.record.result?.rates;
  return times || cache || rates
    ? section('time', 'Time and cache', times, rates ? rateTable(inputs.record, rates) : null, cache)
    : null;
}

function timeTable(record: RunRecord): Markup | null {
  const stages = Object.entries(record.seconds ?? record.result?.seconds ?? {}).filter(([, seconds]) =>
    Number.isFinite(seconds),
  );
  if (stages.length === 0) return null;
  const rates = record.result?.rates;
  const total = wholeSeconds(Object.fromEntries(stages), rates);
  const rows = stages.map(
    ([stage, seconds]) =>
      html`<tr><th scope="row">${stage}</th><td class="wide">${shareBar(total > 0 ? seconds / total : 0)}</td><td class="number">${duration(seconds)}</td><td class="number">${total > 0 ? percent(seconds / total) : '–'}</td></tr>`,
  );
  return scrollable(
    'Time by stage',
    html`<table class="times"><caption>Time by stage</caption>
<thead><tr><th scope="col">Stage</th><th scope="col" class="wide"><span class="unseen">Share of the whole</span></th><th scope="col" class="number">Time</th><th scope="col" class="number">Share</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">${rates ? 'whole run' : 'together'}</th><td class="wide"></td><td class="number">${duration(total)}</td><td></td></tr></tfoot></table>`,
  );
}

const partsHere =
  'Images are decoded while the frozen layers run on others, so these two share time and processors. Training counts each image in every epoch. The limit is the time in which anything of these parts went on: what the run would have taken if nothing else had.';
const partsThere =
  'As the cluster has told it: the frozen layers with decoding and the start of what runs them, training by its epochs alone, each image in every epoch. The whole run is what passed on this machine, with waiting for the cluster, handing over and judging.';

/** How many images a second each part went through, and what would have been the most. */
function rateTable({ cluster }: RunRecord, rates: RunRates): Markup {
  const { decoding, prefix, training, run, limit } = rates;
  const row = (part: string, rate: ImageRate | null): readonly Markup[] =>
    rate === null
      ? []
      : [
          html`<tr><th scope="row">${part}</th><td class="number">${count(rate.images)}</td><td class="number">${duration(rate.seconds)}</td><td class="number">${figure(pace(rate))}</td></tr>`,
        ];
  const rows = [
    ...row('decoding', decoding),
    ...row('frozen layers', prefix),
    ...row('training, with its scoring', training),
    ...row('whole run', run),
    ...row('limit: these parts alone', limit),
  ];
  return html`${scrollable(
    'Images a second',
    html`<table><caption>Images a second</caption>
<thead><tr><th scope="col">Part</th><th scope="col" class="number">Images</th><th scope="col" class="number">Time</th><th scope="col" class="number">Images a second</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  )}
<p>${cluster ? partsThere : partsHere}</p>`;
}

function cacheUse(caches: readonly CacheEvent[]): Markup {
  if (caches.length === 0) return html`<p>No cache was used.</p>`;
  const there = caches.filter(({ onCluster }) => onCluster);
  const trained = there.length > 0 ? there : caches;
  const sum = (of: (each: CacheEvent) => number) => trained.reduce((total, each) => total + of(each), 0);
  const reused = sum((each) => each.reused);
  const outputs = reused + sum((each) => each.computed);
  const decoded = sum((each) => each.decoded);
  const rows = caches.map(
    (each) =>
      html`<tr><th scope="row">${each.phase}${there.length > 0 && !each.onCluster ? ', to judge on this machine' : ''}</th><td>${nameMarkup(each.cut)}</td><td class="number">${count(each.reused)}</td><td class="number">${count(each.computed)}</td><td class="number">${count(each.decoded)}</td><td class="number">${byteSize(each.bytes)}</td><td class="number">${duration(each.seconds)}</td></tr>`,
  );
  return html`<p>${there.length > 0 ? 'On the cluster, the' : 'The'} frozen part of the network was run once for each image; ${count(reused)} of ${counted(outputs, 'output')} lay in the cache already (${outputs > 0 ? percent(reused / outputs) : '–'}), and ${decoded === 0 ? 'no image had' : `${counted(decoded, 'image')} had`} to be decoded.</p>
${scrollable(
  'Cache use',
  html`<table><caption>Cache use</caption>
<thead><tr><th scope="col">Phase</th><th scope="col">Outputs of</th><th scope="col" class="number">Reused</th><th scope="col" class="number">Computed</th><th scope="col" class="number">Images decoded</th><th scope="col" class="number">Size</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>${rows}</tbody></table>`,
)}`;
}

function plannedCache({ plan, result }: RunRecord): Markup {
  const items = phasesOf(plan, result?.start ?? plan.init).flatMap(({ cache }, index) =>
    cache
      ? [html`<li>phase ${index + 1}: outputs of ${nameMarkup(cache.cut)}, ${byteSize(cache.bytes)}</li>`]
      : [],
  );
  if (items.length === 0) return html`<p>No cache was used.</p>`;
  return html`<p>Computed once for each image and kept in the cache:</p><ul>${items}</ul>`;
}
