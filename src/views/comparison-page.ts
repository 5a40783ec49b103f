import { differingSettings } from '../design/plan/plan-settings';
import { momentText } from '../design/words/moment-text';
import { duration, figure } from '../design/words/number-text';
import { type JudgedImages, resultSentence } from '../design/words/result-words';
import { html, Markup, messageMarkup } from '../report/html';
import { pagePolicy } from '../shared/page-policy';
import { wholeSeconds } from '../shared/run-pace';
import { stateWord } from '../shared/run-record';
import { judgedOf, type RunView } from './run-view';

/** One row of the comparison: a setting or a figure, and what each run says. */
export interface ComparedRow {
  readonly name: string;
  readonly values: readonly string[];
}

/** The figures that runs came to, a row each. */
export function resultRows(runs: readonly RunView[]): readonly ComparedRow[] {
  const row = (name: string, value: (run: RunView) => string): ComparedRow => ({
    name,
    values: runs.map(value),
  });
  const told = (set: JudgedImages['set']) => (run: RunView) =>
    judgedOf(run)
      .filter((judged) => judged.set === set)
      .map(resultSentence)
      .join() || '–';
  return [
    row('Begun', ({ created }) => momentText(new Date(created), new Date())),
    row('State', ({ state, hasOpenJob }) => stateWord(state, hasOpenJob)),
    row('Test images', told('test')),
    row('Validation images', told('validation')),
    row('Validation loss', ({ result }) => (result ? figure(result.validation.loss) : '–')),
    row('Best epoch', ({ result }) => (result ? `${result.epoch} of phase ${result.phase}` : '–')),
    row('Time', ({ seconds, result }) =>
      Object.keys(seconds).length === 0 ? '–' : duration(wholeSeconds(seconds, result?.rates)),
    ),
  ];
}

/** The settings of the plans in which the runs differ, a row each. */
export function settingRows(runs: readonly RunView[]): readonly ComparedRow[] {
  return differingSettings(runs.map(({ plan }) => plan)).map(({ name, values }) => ({
    name,
    values: values.map((value) => value ?? '–'),
  }));
}

/** The page that sets runs beside each other: no script, nothing from elsewhere. */
export function comparisonPage(runs: readonly RunView[]): string {
  const names = runs.map(({ name }) => name);
  const settings = settingRows(runs);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(pagePolicy)}">
<title>Compare runs</title>
<style>
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid var(--vscode-widget-border, currentColor); vertical-align: top; }
thead th { unicode-bidi: isolate; }
</style>
</head>
<body>
<main>
<h1>Compare runs</h1>
${table('Results', names, resultRows(runs))}
<p>Where intervals overlap, the images may not tell the runs apart. Images by which a run is chosen from several judge it too kindly; let others judge the one that is chosen.</p>
${
  settings.length > 0
    ? table('Settings that differ', names, settings)
    : html`<p>The runs had the same plan: they differ by nothing that was set.</p>`
}
</main>
</body>
</html>
`.text;
}

function table(caption: string, names: readonly string[], rows: readonly ComparedRow[]): Markup {
  const head = names.map((name) => html`<th scope="col">${name}</th>`);
  // Names stand between backticks: there they are code.
  const cells = (values: readonly string[]) => values.map((value) => html`<td>${messageMarkup(value)}</td>`);
  const body = rows.map(({ name, values }) => html`<tr><th scope="row">${name}</th>${cells(values)}</tr>\n`);
  return html`<table><caption>${caption}</caption><thead><tr><td></td>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
