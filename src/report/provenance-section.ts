import { count } from '../design/words/number-text';
import { trainedWith } from '../shared/run-events';
import { html, type Markup, nameMarkup, section } from './html';
import type { ReportInputs } from './report-inputs';

/** What one needs to do it again: engines, versions, seed, settings, fingerprints and the file's text. */
export function provenanceSection({ record }: ReportInputs): Markup {
  const { plan, engines } = record;
  const { training, base } = plan;
  const fact = (name: string, value: Markup | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const versions = Object.entries(record.versions).map(([name, version]) => fact(name, version));
  const { clusterAnswers } = record.result ?? {};
  const judgedBy = clusterAnswers?.used ? clusterAnswers.engine : undefined;
  const { mean, std, channels } = base.input.scale;
  return section(
    'again',
    'To do it again',
    html`<dl class="facts long">
${judgedBy ? fact('Engine of the frozen layers and the judged answers', judgedBy) : null}
${engines ? html`${fact(judgedBy ? 'Engine of the proof' : 'Engine of the frozen layers and answers', engines.features)}${fact('Engine of the training', trainedWith(engines))}` : null}
${fact('Seed', String(training.seed))}
${fact('Optimiser', training.optimizer)}
${fact('Batch size', count(training.batchSize))}
${fact('Input', `${base.input.size.join(' × ')} pixels, ${base.input.resize}, ${channels}, (value − ${mean.join(' / ')}) ÷ ${std.join(' / ')}`)}
${fact('Base’s fingerprint', html`<code>${base.fingerprint}</code>`)}
${record.result ? fact('Model', nameMarkup(record.result.model)) : null}
${fact('File', nameMarkup(record.file))}
${versions}
</dl>
<details><summary>transfer.yaml as it was</summary><pre tabindex="0"><code>${record.text}</code></pre></details>`,
  );
}
