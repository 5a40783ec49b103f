import type { Viewport } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Unit } from '../../src/shared/folding';
import { bringIntoSight, useWantedInSight } from '../layers/sight';
import type { Size } from '../use-size';
import { changeViewState, useViewState, viewState } from '../view-state';
import { unitWith } from './drawing-parts';
import type { LaidOut } from './use-layout';
import { canBeRead, fittedViewport, isInSight, viewportAt, zoomedBy } from './viewport';

/** What of the network is to be seen, and how that is changed. */
export interface View {
  /** What the boxes are seen through; null for the overview, which is all of the network. */
  readonly viewport: Viewport | null;
  /** Shows that part, and from then on keeps to it; where it could not be read, all of the network again. */
  readonly move: (viewport: Viewport) => void;
  /** Shows all of the network, and keeps to that whatever becomes of the panel's size. */
  readonly fit: () => void;
  /** @param towards what to go to from the overview: a layer or a block */
  readonly zoom: (factor: number, towards: string) => void;
  /** Shows a layer or a block large enough to be read. */
  readonly goTo: (id: string) => void;
}

/**
 * All of the network until the user moves the view: as boxes where these can be read then, else as an overview. Where the
 * user has moved it, it stays.
 */
export function useView({ key, direction, layout }: LaidOut, units: readonly Unit[], frame: Size): View {
  const kept = useViewState('viewport');
  const fitted = useMemo(() => layout && fittedViewport(layout, frame), [layout, frame]);
  const readable = fitted && canBeRead(fitted) ? fitted : null;
  const viewport = kept ?? readable;
  useKeptToDrawing(key, direction, layout !== null);

  const move = useCallback(
    (next: Viewport) => changeViewState({ viewport: canBeRead(next) ? { drawing: key, ...next } : null }),
    [key],
  );
  const fit = useCallback(() => changeViewState({ viewport: null }), []);
  const goTo = useCallback(
    (id: string) => {
      const box = layout?.boxes.get(unitWith(units, id)?.id ?? '');
      if (box) move(viewportAt(box, frame, viewState().viewport));
    },
    [layout, units, frame, move],
  );
  const zoom = useCallback(
    (factor: number, towards: string) => {
      if (viewport !== null) move(zoomedBy(factor, viewport, frame));
      else if (factor > 1) goTo(towards);
    },
    [viewport, frame, move, goTo],
  );

  const wanted = useWantedInSight();
  useEffect(() => {
    const box = wanted === '' ? undefined : layout?.boxes.get(unitWith(units, wanted)?.id ?? '');
    if (box === undefined) return;
    bringIntoSight('');
    if (viewport === null || !isInSight(box, viewport, frame)) goTo(wanted);
  }, [wanted, layout, units, frame, viewport, goTo]);

  return useMemo(() => ({ viewport, move, fit, zoom, goTo }), [viewport, move, fit, zoom, goTo]);
}

/** A view that was kept of another drawing means nothing; but where blocks were opened or the cut was moved, it stays. */
function useKeptToDrawing(key: string, direction: string, isLaidOut: boolean): void {
  const before = useRef<{ readonly key: string; readonly direction: string }>(null);
  useEffect(() => {
    if (!isLaidOut) return;
    const { viewport } = viewState();
    const stays = before.current?.key === viewport?.drawing && before.current?.direction === direction;
    before.current = { key, direction };
    if (viewport !== null && viewport.drawing !== key)
      changeViewState({ viewport: stays ? { ...viewport, drawing: key } : null });
  }, [key, direction, isLaidOut]);
}
