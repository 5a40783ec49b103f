import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Direction, Layout } from '../../src/shared/drawing';
import { send } from '../host';
import { viewState } from '../view-state';
import { keptLayout, onLayouts } from './kept-layouts';

/** What is known of a drawing: nothing yet, its layout, or why there is none. */
export interface LaidOut {
  /** The drawing that this is of; empty for none. */
  readonly key: string;
  readonly direction: Direction;
  readonly layout: Layout | null;
  readonly failure: string | null;
}

/** The layout of the drawing with that key. Where it is not there it is asked for; until it comes, the last one stays. */
export function useLayout(key: string, direction: Direction): LaidOut {
  const known = useSyncExternalStore(onLayouts, () => keptLayout(key));
  useEffect(() => {
    if (known !== undefined) return;
    const { toggledBlocks } = viewState();
    send({ kind: 'layOut', drawing: key, toggledBlocks, toTheRight: direction === 'right' });
  }, [key, direction, known]);
  const laidOut = useMemo(
    () => known && { key, direction, layout: null, failure: null, ...known },
    [key, direction, known],
  );
  const last = useRef<LaidOut>({ key: '', direction, layout: null, failure: null });
  if (laidOut) last.current = laidOut;
  return last.current;
}
