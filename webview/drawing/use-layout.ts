import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Layout } from '../../src/shared/drawing';
import { send } from '../host';
import { viewState } from '../view-state';
import { keptLayout, onLayouts } from './kept-layouts';

/** What is known of a drawing: nothing yet, its layout, or why there is none. */
export interface LaidOut {
  /** The drawing that this is of; empty for none. */
  readonly key: string;
  readonly layout: Layout | null;
  readonly failure: string | null;
}

/** The layout of the drawing with that key. Where it is not there it is asked for; until it comes, the last one stays. */
export function useLayout(key: string): LaidOut {
  const known = useSyncExternalStore(onLayouts, () => keptLayout(key));
  useEffect(() => {
    if (known === undefined) send({ kind: 'layOut', drawing: key, toggledBlocks: viewState().toggledBlocks });
  }, [key, known]);
  const laidOut = useMemo(() => known && { key, layout: null, failure: null, ...known }, [key, known]);
  const last = useRef<LaidOut>({ key: '', layout: null, failure: null });
  if (laidOut) last.current = laidOut;
  return last.current;
}
