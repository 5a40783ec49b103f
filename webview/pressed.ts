import { useSyncExternalStore } from 'react';
import type { AnsweredIntent, FromPanel, PanelRun } from '../src/shared/panel-messages';
import { isGoing } from '../src/shared/run-record';
import { send } from './host';

// What was pressed is shown at once; what comes of it comes with a view, and then the answer.
let pressed: ReadonlySet<AnsweredIntent> = new Set();
const listeners = new Set<() => void>();

/** Tells the editor what the user wants, and shows until it is answered that it was pressed. A second press is the same. */
export function press(intent: Extract<FromPanel, { readonly kind: AnsweredIntent }>): void {
  if (pressed.has(intent.kind)) return;
  change(new Set([...pressed, intent.kind]));
  send(intent);
}

export function answered(kind: AnsweredIntent): void {
  change(new Set([...pressed].filter((other) => other !== kind)));
}

/** What was pressed and has no answer yet. */
export function usePressed(): ReadonlySet<AnsweredIntent> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pressed,
  );
}

/** Whether the run has been asked to stop: here a moment ago, or wherever else. */
export function isStopping(run: PanelRun | null, waiting: ReadonlySet<AnsweredIntent>): boolean {
  return run !== null && isGoing(run.state) && (run.stopping || waiting.has('stop'));
}

function change(next: ReadonlySet<AnsweredIntent>): void {
  pressed = next;
  for (const listener of listeners) listener();
}
