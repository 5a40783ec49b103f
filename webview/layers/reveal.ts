import { useEffect, useSyncExternalStore } from 'react';
import type { Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import { changeViewState, toggled, viewState } from '../view-state';
import { bringIntoSight } from './sight';

// What the editor asked for may come before there is a network to show it in.
let wanted = '';
const listeners = new Set<() => void>();

export function wantRevealed(layer: string): void {
  wanted = layer;
  for (const listener of listeners) listener();
}

/** Chooses the layer that the editor asked for: opens its block, ends a search, and shows where it is. */
export function useRevealed(
  layers: readonly PanelLayer[],
  units: readonly Unit[],
  section: HTMLElement | null,
): void {
  const name = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
  useEffect(() => {
    const layer = layers.find((known) => known.name === name);
    if (layer === undefined || section === null) return;
    const isFolded = !units.some(({ id }) => id === name);
    const { toggledBlocks } = viewState();
    changeViewState({
      selected: name,
      search: '',
      toggledBlocks: isFolded && layer.block !== null ? toggled(toggledBlocks, layer.block) : toggledBlocks,
    });
    wantRevealed('');
    bringIntoSight(name);
    section.scrollIntoView({ block: 'start' });
  }, [layers, units, section, name]);
}
