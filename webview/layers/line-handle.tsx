import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { Icon } from '../icon';
import {
  aboveWords,
  leaveLine,
  lineWords,
  type SeenLine,
  settleLine,
  showLineAt,
  weightsByStop,
} from './freeze-line';

/** A key that is held moves the line on; the file is written once it rests. */
const rest = 350;
const page = 5;

interface LineHandleProps {
  readonly graph: PanelGraph;
  readonly seen: SeenLine;
  /** Pixels from the top of the list to where the line begins. */
  readonly top: number;
  /** The stop nearest to a height of the page. */
  readonly stopAt: (clientY: number) => number | undefined;
}

/** The freeze line in the list: what is above it is frozen, what is below trains. Moved by the mouse and by keys. */
export function LineHandle({ graph, seen, top, stopAt }: LineHandleProps) {
  const { line, here } = seen;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const handle = useRef<HTMLDivElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  const drag = useLineDrag(seen, stopAt, handle);

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Escape' || event.key === 'Enter') {
      clearTimeout(timer.current);
      if (event.key === 'Escape') leaveLine(line);
      else settleLine(line);
    } else {
      const next = stopByKey(event.key, seen);
      if (next === undefined) return;
      showLineAt(line, next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => settleLine(line), rest);
      handle.current?.scrollIntoView({ block: 'nearest' });
    }
    event.preventDefault();
    // The network's own keys are not meant.
    event.stopPropagation();
  };

  return (
    <div
      ref={handle}
      role="slider"
      className="freeze-line"
      style={{ top }}
      tabIndex={0}
      aria-label="Freeze line"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={line.stops.length - 1}
      aria-valuenow={here.stop}
      aria-valuetext={lineWords(line, here.stop, weightsByStop(graph)[here.stop])}
      aria-keyshortcuts="ArrowUp ArrowDown PageUp PageDown Home End"
      title="Drag, or use the arrow keys: all above stays frozen, all below trains"
      onKeyDown={press}
      {...drag}
    >
      <LineSign seen={seen} />
    </div>
  );
}

interface LineSignProps {
  readonly seen: SeenLine;
  /** Pixels from the left; else it stands at the right. */
  readonly left?: number;
}

/** What the line says on both its sides. */
export function LineSign({ seen, left }: LineSignProps) {
  return (
    <span className="sign" style={left === undefined ? undefined : { left, right: 'auto' }}>
      <span className="grip" aria-hidden="true">
        <Icon name="grip" />
      </span>
      <span className="above">
        <Icon name="frozen" />
        <span className="words">{aboveSign(seen)}</span>
      </span>
      <span className="below">
        <Icon name="trainable" />
        <span className="words">{belowSign(seen)}</span>
      </span>
    </span>
  );
}

function aboveSign({ line, here }: SeenLine): string {
  if (here.isInside) return aboveWords(line, here.stop);
  if (here.stop === 0) return 'nothing frozen';
  return here.stop === line.stops.length - 1 ? 'all frozen' : 'frozen above';
}

function belowSign({ line, here }: SeenLine): string {
  if (here.stop === line.stops.length - 1) return 'the head trains';
  const isMixed = here.stop === line.at && line.frozenBelow > 0;
  return isMixed ? `trains below, but ${line.frozenBelow}` : 'trains below';
}

function stopByKey(key: string, { stops, here }: SeenLine): number | undefined {
  const at = here.isInside
    ? stops.findLastIndex(({ stop }) => stop < here.stop) + 0.5
    : stops.findIndex(({ stop }) => stop === here.stop);
  const last = stops.length - 1;
  const places: Readonly<Record<string, number>> = {
    ArrowDown: Math.floor(at + 1),
    ArrowRight: Math.floor(at + 1),
    ArrowUp: Math.ceil(at - 1),
    ArrowLeft: Math.ceil(at - 1),
    PageDown: Math.floor(at + page),
    PageUp: Math.ceil(at - page),
    Home: 0,
    End: last,
  };
  const place = places[key];
  return place === undefined ? undefined : stops[Math.min(last, Math.max(0, place))]?.stop;
}

/** What makes an element a handle of the line: while it is dragged the line is shown at the nearest stop. */
export function useLineDrag(
  { line }: SeenLine,
  stopAt: (clientY: number) => number | undefined,
  element: { readonly current: HTMLElement | null },
) {
  const dragged = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      dragged.current = true;
      element.current?.setPointerCapture(event.pointerId);
    },
    onPointerMove: ({ clientY }: PointerEvent) => {
      if (!dragged.current) return;
      const stop = stopAt(clientY);
      if (stop === undefined) return;
      showLineAt(line, stop);
      element.current?.scrollIntoView({ block: 'nearest' });
    },
    onPointerUp: () => {
      if (!dragged.current) return;
      dragged.current = false;
      settleLine(line);
    },
    onPointerCancel: () => {
      dragged.current = false;
      leaveLine(line);
    },
  };
}
