import { stopRequested } from '../../disk/runs/stop-run';

const lookMilliseconds = 200;

/** A signal that aborts when the user asks a run to stop, for work that waits on others. End it by `release`. */
export function stopSignal(folder: string): { readonly signal: AbortSignal; release(): void } {
  const stop = new AbortController();
  const timer = setInterval(() => stopRequested(folder) && stop.abort(), lookMilliseconds);
  return { signal: stop.signal, release: () => clearInterval(timer) };
}
