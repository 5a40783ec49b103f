import type { FromPanel, ToPanel } from '../src/shared/panel-messages';

interface EditorConnection {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorConnection;

// The editor gives it out once.
const connection = acquireVsCodeApi();

/** What changes the file. */
const changing: ReadonlySet<FromPanel['kind']> = new Set([
  ...([
    'setFrozen',
    'freezeThrough',
    'setCut',
    'setSimilarity',
    'applySuggestion',
    'usePilot',
    'undo',
    'redo',
  ] as const),
]);
let lastChange = Number.NEGATIVE_INFINITY;

/** Milliseconds since the panel last asked for a change of the file. */
export function sinceChange(): number {
  return performance.now() - lastChange;
}

/** Tells the editor what the user wants. */
export function send(intent: FromPanel): void {
  if (changing.has(intent.kind)) lastChange = performance.now();
  connection.postMessage(intent);
}

/** What the editor put into the page to be shown at once. */
export function firstMessages(): readonly ToPanel[] {
  const text = document.getElementById('first')?.textContent ?? '';
  return text === '' ? [] : (JSON.parse(text) as readonly ToPanel[]);
}

/** What was kept by `keep` before the panel was hidden or the editor restarted; undefined at first. */
export function kept(): unknown {
  return connection.getState();
}

/** Keeps these too, beside what was kept under other names. */
export function keep(values: object): void {
  connection.setState({ ...(connection.getState() as object | undefined), ...values });
}
