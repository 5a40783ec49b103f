import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LayerCard } from '../../src/shared/layer-card';
import { send } from '../host';

interface Described {
  readonly layers: string;
  readonly card: LayerCard | null;
}

let newest: Described | null = null;
const listeners = new Set<() => void>();

/** What the editor said of layers. */
export function takeCard(layers: readonly string[], card: LayerCard | null): void {
  newest = { layers: layers.join('\n'), card };
  for (const listener of listeners) listener();
}

/**
 * What there is to say of layers, asked for anew whenever `state` is another object. Until the answer comes the last one of
 * the same layers stays.
 *
 * @returns undefined while nothing is known yet; null where there are no such layers
 */
export function useCard(layers: readonly string[], state: object): LayerCard | null | undefined {
  const key = layers.join('\n');
  const last = useRef<Described>(null);
  useEffect(() => {
    void state;
    send({ kind: 'describe', layers: key.split('\n') });
  }, [key, state]);
  const described = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => newest,
  );
  if (described?.layers === key) last.current = described;
  return last.current?.layers === key ? last.current.card : undefined;
}
