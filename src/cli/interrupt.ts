/** What asks this program to end: Ctrl+C; `kill`, a service or a build's cancel; the window of the terminal closed. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const endSignals: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** One press can arrive twice, since `npm` passes it on to what it has started. */
const echo = 400;

/** Only the last one is told: whoever has something to end before this program does. */
const listeners: ((signal: EndSignal) => void)[] = [];
const heard = endSignals.map((signal) => ({ signal, tell: () => listeners.at(-1)?.(signal) }));

/**
 * Calls `onSignal` each time that this program is asked to end, with how many times that was, in place of what Node
 * or who has called this before does then.
 * @returns gives the signals back
 */
export function onEndSignal(onSignal: (signal: EndSignal, count: number) => void): () => void {
  const last = new Map<EndSignal, number>();
  let count = 0;
  const listener = (signal: EndSignal) => {
    const now = Date.now();
    if (now - (last.get(signal) ?? Number.NEGATIVE_INFINITY) < echo) return;
    last.set(signal, now);
    count += 1;
    onSignal(signal, count);
  };
  listeners.push(listener);
  if (listeners.length === 1) for (const { signal, tell } of heard) process.on(signal, tell);
  return () => {
    listeners.splice(listeners.indexOf(listener), 1);
    if (listeners.length === 0) for (const { signal, tell } of heard) process.off(signal, tell);
  };
}

/** A signal for work that ends as soon as this program is asked to end. */
export interface EndableWork {
  readonly signal: AbortSignal;
  /** What has asked last. */
  ending(): EndSignal;
  /** Gives the signals back. */
  release(): void;
}

export function endableWork(): EndableWork {
  const stop = new AbortController();
  let last: EndSignal = 'SIGINT';
  const release = onEndSignal((signal) => {
    last = signal;
    stop.abort();
  });
  return { signal: stop.signal, ending: () => last, release };
}
