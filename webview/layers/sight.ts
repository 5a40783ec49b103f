import { useSyncExternalStore } from 'react';

// The drawing may have to wait for its layout before it can show what is wanted.
let wanted = '';
const listeners = new Set<() => void>();

/** Has the drawing show a layer, large enough to be read. */
export function bringIntoSight(layer: string): void {
  wanted = layer;
  for (const listener of listeners) listener();
}

/** The layer that is wanted in sight and is not there yet; empty for none. `bringIntoSight('')` takes it as done. */
export function useWantedInSight(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
}
