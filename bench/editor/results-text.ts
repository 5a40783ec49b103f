import os from 'node:os';
import type { Activation } from './bench-window';
import type { ChangeTimes } from './change-times';
import { figureHead, figureRow, quantile } from './figures';
import type { OpeningTimes } from './opening-times';
import type { QuickRunTimes } from './quick-run';
import type { MemorySample } from './typing-memory';

export interface Results {
  readonly letters: ChangeTimes;
  readonly freezes: ChangeTimes;
  readonly toggles: readonly number[];
  readonly keys: readonly number[];
  readonly plainKeys: readonly number[];
  readonly quickRun: QuickRunTimes;
  readonly inNew: OpeningTimes;
  readonly first: OpeningTimes;
  readonly again: OpeningTimes;
  readonly empty: OpeningTimes;
  readonly activations: readonly Activation[];
  readonly memory: readonly MemorySample[];
  /** The machine's load average of a minute: before, after the timings, at the end. */
  readonly load: readonly number[];
}

/** The page of results. */
export function resultsText(results: Results): string {
  const {
    letters,
    freezes,
    toggles,
    keys,
    plainKeys,
    quickRun,
    inNew,
    first,
    again,
    empty,
    activations,
    memory,
    load,
  } = results;
  const rows = [
    {
      name: 'change of a letter → problems set',
      values: letters.diagnosed,
      wanted: 16,
      held: 'p95' as const,
    },
    {
      name: 'change of what is frozen → problems set',
      values: freezes.diagnosed,
      wanted: 16,
      held: 'p95' as const,
    },
    { name: 'change of a letter → panel painted', values: letters.painted, wanted: 100 },
    { name: 'change of what is frozen → panel painted', values: freezes.painted, wanted: 100 },
    { name: 'panel opened, first in a new editor, layers painted', values: inNew.shown },
    { name: 'panel opened, first in a new editor, drawing painted', values: inNew.drawn, wanted: 1500 },
    { name: 'panel opened, first in a window, layers painted', values: first.shown },
    { name: 'panel opened, first in a window, drawing painted', values: first.drawn, wanted: 1500 },
    { name: 'panel opened again, layers painted', values: again.shown },
    { name: 'panel opened again, drawing painted', values: again.drawn, wanted: 1000 },
    { name: 'an empty extension’s panel opened again', values: empty.shown },
    {
      name: 'our `activate`, with loading our code',
      values: activations.map(({ activate }) => activate),
      wanted: 50,
    },
    { name: 'after it, our parts loaded and built', values: activations.map(({ parts }) => parts) },
    { name: 'freeze switch clicked → text changed', values: toggles, wanted: 50 },
    { name: 'key press → squiggle, `transfer.yaml`', values: keys },
    { name: 'key press → squiggle, an empty extension', values: plainKeys },
    {
      name: 'a run of 3,000 epochs of 2 ms: how far behind it the panel is',
      values: quickRun.behind,
      wanted: 500,
      held: 'most' as const,
    },
    { name: 'its end → panel painted', values: quickRun.ended, wanted: 500 },
    {
      name: 'change of a letter during that run → problems set',
      values: quickRun.diagnosed,
      wanted: 16,
      held: 'p95' as const,
    },
  ];
  const processor = [
    { name: 'letter: extension host, until the problems are set', values: letters.hostProcessor },
    { name: 'letter: page (workbench and panel)', values: letters.pageProcessor },
    { name: 'freeze: extension host, until the problems are set', values: freezes.hostProcessor },
    { name: 'freeze: page (workbench and panel)', values: freezes.pageProcessor },
    { name: 'panel opened, first in a window: page', values: first.processor },
    { name: 'panel opened again: page', values: again.processor },
    { name: 'an empty extension’s panel opened again: page', values: empty.processor },
  ];
  return `# The editor's speed

Made by \`npm run bench:editor\`: the extension in a real VS Code (code-server, headless Chromium), a made-up residual
base of 1,000 layers, the panel open beside the text. Wall-clock times by the system's clock, read in the extension
host and in the panel's page; a paint counts when its frame is done. ${os.cpus().length} cores, Node ${process.versions.node},
load average ${load.map((one) => one.toFixed(1)).join(', ')} (before, after the timings, at the end).

${figureHead}
${rows.map(figureRow).join('\n')}

Of the processor, which says more than the clock where others use the machine too:

| where | times | median | p95 |  |  |
| --- | --- | --- | --- | --- | --- |
${processor.map(figureRow).join('\n')}
${memory.length > 0 ? memoryText(memory) : ''}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function memoryText(samples: readonly MemorySample[]): string {
  const minutes = (samples.at(-1)?.minute ?? 0) - (samples[0]?.minute ?? 0);
  const lines = samples.map(
    ({ minute, host, page, nodes }) =>
      `| ${minute} | ${megabytes(host)} | ${megabytes(page)} | ${nodes.toLocaleString('en-US')} |`,
  );
  return `
## Minutes of typing: ${minutes}

${(samples.at(-1)?.changes ?? 0).toLocaleString('en-US')} changes, each tenth of them freezing other layers, the first minute to warm up. Memory in use after
collecting garbage; the page is workbench and panel together.

- extension host: ${growth(samples.map(({ host }) => host))}
- page: ${growth(samples.map(({ page }) => page))}

| minute | extension host | page | nodes |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}

/** The median of the last third against that of the first, and how far the values of a third scatter. */
function growth(values: readonly number[]): string {
  const third = Math.max(1, Math.floor(values.length / 3));
  const early = values.slice(0, third);
  const late = values.slice(-third);
  const scatter = Math.max(...[early, late].map((part) => Math.max(...part) - Math.min(...part)));
  const grown = quantile(late, 0.5) - quantile(early, 0.5);
  const verdict = grown <= scatter ? 'no growth beyond noise' : '**growth**';
  return `${verdict}: the last third's median is ${megabytes(grown)} over the first's; values of a third differ by up to ${megabytes(scatter)}`;
}
