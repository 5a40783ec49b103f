import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { Icon } from '../icon';
import { useRested } from '../use-rested';
import {
  aboveWords,
  leaveLine,
  lineWords,
  type SeenLine,
  settleLine,
  showLineAt,
  weightsByStop,
} from './freeze-line';

/** Longer than it takes to go from one stop to the next, and about as long as it takes to say where the line is. */
const spokenRest = 700;
/** A key that is held moves the line on; the file is written once it rests. */
const rest = 350;
const page = 5;

/** A place of the page, in pixels. */
export interface Pointed {
  readonly clientX: number;
  readonly clientY: number;
}

interface LineHandleProps {
  readonly graph: PanelGraph;
  readonly seen: SeenLine;
  /** Pixels from the top of the list to where the line begins. */
  readonly top: number;
  /** The stop nearest to a place of the page. */
  readonly stopAt: (pointed: Pointed) => number | undefined;
}

/** The freeze line in the list: what is above it is frozen, what is below trains. Moved by the mouse and by keys. */
export function LineHandle({ graph, seen, top, stopAt }: LineHandleProps) {
  const { line, here } = seen;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const handle = useRef<HTMLDivElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  const drag = useLineDrag(seen, stopAt, handle);
  const told = useRested(here.stop, spokenRest);

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
      aria-valuenow={told}
      aria-valuetext={lineWords(line, told, weightsByStop(graph)[told])}
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
  /** Where it stands; else at the right. */
  readonly style?: CSSProperties;
  /** Whether the data goes to the right there. */
  readonly isSideways?: boolean;
}

/** What the line says on both its sides. */
export function LineSign({ seen, style, isSideways = false }: LineSignProps) {
  return (
    <span className="sign" style={style}>
      <span className="grip" aria-hidden="true">
        <Icon name="grip" />
      </span>
      <span className="above">
        <Icon name="frozen" />
        <span className="words">{aboveSign(seen, isSideways ? 'before' : 'above')}</span>
      </span>
      <span className="below">
        <Icon name="trainable" />
        <span className="words">{belowSign(seen, isSideways ? 'after' : 'below')}</span>
      </span>
    </span>
  );
}

function aboveSign({ line, here }: SeenLine, side: string): string {
  if (here.isInside) return aboveWords(line, here.stop);
  if (here.stop === 0) return 'nothing frozen';
  return here.stop === line.stops.length - 1 ? 'all frozen' : `frozen ${side}`;
}

function belowSign({ line, here }: SeenLine, side: string): string {
  if (here.stop === line.stops.length - 1) return 'the head trains';
  const isMixed = here.stop === line.at && line.frozenBelow > 0;
  return isMixed ? `trains ${side}, but ${line.frozenBelow}` : `trains ${side}`;
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
  stopAt: (pointed: Pointed) => number | undefined,
  element: { readonly current: HTMLElement | null },
) {
  const dragged = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      dragged.current = true;
      element.current?.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!dragged.current) return;
      const stop = stopAt(event);
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
