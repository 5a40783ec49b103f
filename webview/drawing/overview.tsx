import { useEffect, useMemo, useRef } from 'react';
import { countText } from '../../src/design/words/wording';
import { layersIn } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelGraph, PanelLayer } from '../../src/shared/panel-messages';
import { Icon } from '../icon';
import { lineWords, type SeenLine, useSeenLine, weightsByStop } from '../layers/freeze-line';
import { blockState, followedStates, probeOf, unitName } from '../layers/layer-words';
import { type Pointed, useLineDrag } from '../layers/line-handle';
import { ProbeBar } from '../layers/probe-bar';
import { LongName } from '../long-name';
import { useShared } from '../shared';
import type { Size } from '../use-size';
import { changeViewState, useViewState } from '../view-state';
import { markOf, unitWith } from './drawing-parts';
import { overviewGrid } from './overview-grid';
import { overviewUnits } from './overview-units';

interface OverviewProps {
  readonly graph: PanelGraph;
  readonly search: string;
  readonly frame: Size;
  readonly onOpen: (unit: Unit) => void;
  /** Goes to where a layer's box is. */
  readonly onEnter: (layer: string) => void;
}

/**
 * All of the network at a glance: its blocks by name and colour, read like a text. The freeze line goes through them as a
 * mark in a text would, frozen before it and trainable after. For the eyes and the mouse: the tree says all of it.
 */
export function Overview({ graph, search, frame, onOpen, onEnter }: OverviewProps) {
  const { layers, line } = graph;
  const units = useShared(useMemo(() => overviewUnits(layers), [layers]));
  const fates = useMemo(() => followedStates(layers), [layers]);
  const seen = useSeenLine(line, units);
  const selected = useViewState('selected');
  const chosen = unitWith(units, selected);
  const place = useRef<HTMLDivElement>(null);
  const { columns, rows, width, height } = overviewGrid(units.length, frame);
  useEnteredByWheel(place, onEnter);
  const end = seen ? (seen.here.isInside ? seen.here.at - 0.5 : seen.here.at) : -1;
  return (
    <div className="overview" aria-hidden="true">
      <div
        ref={place}
        className="parts-of"
        style={{
          gridTemplateColumns: `repeat(${columns}, ${width}px)`,
          gridTemplateRows: `repeat(${rows}, ${height}px)`,
        }}
      >
        {units.map((unit, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: for the mouse, the tree has the keys
          <div
            key={unit.id}
            data-layer={layersIn(unit)[0]?.name}
            className={[
              ...['part-of', stateOf(unit, fates).replace(' ', '-'), `mark-${markOf(unit, search)}`],
              ...(unit === chosen ? ['selected'] : []),
              ...(end >= 0 ? lineClasses(index, end, columns, units.length) : []),
            ].join(' ')}
            style={{ ...cellOf(index, columns), ...shareOf(unit) }}
            title={titleOf(unit, fates)}
            onClick={() => {
              changeViewState({ selected: layersIn(unit)[0]?.name ?? '' });
              onOpen(unit);
            }}
            onDoubleClick={() => onEnter(layersIn(unit)[0]?.name ?? '')}
          >
            <LongName name={unitName(unit)} />
            <UnitProbe unit={unit} />
            {layersIn(unit).some(({ isCut }) => isCut) && <Icon name="cut" />}
          </div>
        ))}
        {seen && (
          <LineGrip
            seen={seen}
            place={place}
            style={{
              ...cellOf(seen.here.at, columns),
              ...(seen.here.isInside ? shareOf(seen.here.unit) : {}),
            }}
          />
        )}
      </div>
      {seen && <p className="overview-words">{wordsOf(seen, graph)}</p>}
    </div>
  );
}

function UnitProbe({ unit }: { readonly unit: Unit }) {
  const probe = probeOf(unit);
  return (
    probe && (
      <>
        {probe.isSuggested && <Icon name="best" />}
        <ProbeBar probe={probe} />
      </>
    )
  );
}

/** The state of a unit, for colour alone: without weights it is that of those it goes with. */
function stateOf(unit: Unit, fates: ReadonlyMap<string, PanelLayer['state']>): PanelLayer['state'] | 'mixed' {
  if (unit.kind === 'block') {
    const state = blockState(unit);
    return state === 'follows' ? (fates.get(unit.layers[0]?.name ?? '') ?? state) : state;
  }
  const { name, state } = unit.layer;
  return state === 'follows' ? (fates.get(name) ?? state) : state;
}

/** Of a unit in which some layers are frozen and others are not: how much of it is. */
function shareOf(unit: Unit): React.CSSProperties {
  const fit = layersIn(unit).filter(({ canFreeze }) => canFreeze);
  const frozen = fit.filter(({ state }) => state === 'frozen').length;
  if (frozen === 0 || frozen === fit.length) return {};
  return { '--frozen-share': `${Math.round((100 * frozen) / fit.length)}%` } as React.CSSProperties;
}

function titleOf(unit: Unit, fates: ReadonlyMap<string, PanelLayer['state']>): string {
  const size = unit.kind === 'block' ? `, ${countText(unit.layers.length, 'layer')}` : '';
  const probe = probeOf(unit);
  const measured = probe ? ` ${probe.words}.` : '';
  return `${unitName(unit)}${size}, ${stateOf(unit, fates)}.${measured} Double-click to see its layers.`;
}

/** Where the line runs along a unit: below those before it that have one after it below them, and after the last one. */
function lineClasses(index: number, end: number, columns: number, count: number): readonly string[] {
  const classes: string[] = [];
  const below = index + columns;
  if (index <= end && below > end && (below < count || end === count - 1)) classes.push('line-below');
  if (index === end && (index + 1) % columns > 0) classes.push('line-after');
  if (index - 0.5 === end) classes.push('line-inside');
  return classes;
}

function wordsOf({ line, here }: SeenLine, graph: PanelGraph): string {
  const words = lineWords(line, here.stop, weightsByStop(graph)[here.stop]);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

interface LineGripProps {
  readonly seen: SeenLine;
  readonly place: React.RefObject<HTMLElement | null>;
  readonly style: React.CSSProperties;
}

/** Where the unit of an index stands. */
function cellOf(index: number, columns: number): React.CSSProperties {
  return { gridColumn: (index % columns) + 1, gridRow: Math.floor(index / columns) + 1 };
}

/** What the line is taken hold of by. It is one element wherever the line goes, for it has the pointer meanwhile. */
function LineGrip({ seen, place, style }: LineGripProps) {
  const grip = useRef<HTMLSpanElement>(null);
  const stopAt = (pointed: Pointed) => {
    const at = endNear(place.current, pointed);
    const distances = seen.stops.map((stop) => Math.abs(stop.at - at));
    return seen.stops[distances.indexOf(Math.min(...distances))]?.stop;
  };
  return (
    <span
      ref={grip}
      className={`line-grip${seen.here.isInside ? ' inside' : ''}`}
      title="Drag: all before it stays frozen, all after it trains"
      style={style}
      {...useLineDrag(seen, stopAt, grip)}
    >
      <Icon name="grip" />
    </span>
  );
}

/** The unit after which a mark in a text would stand that is put there; -1 for before the first. */
function endNear(place: HTMLElement | null, { clientX, clientY }: Pointed): number {
  const boxes = [...(place?.querySelectorAll('.part-of') ?? [])].map((part) => part.getBoundingClientRect());
  return boxes.findLastIndex(
    ({ top, bottom, left, width }) => bottom < clientY || (top <= clientY && left + width / 2 < clientX),
  );
}

/** With Ctrl or Cmd the wheel goes into the drawing, where the pointer is. */
function useEnteredByWheel(
  place: React.RefObject<HTMLElement | null>,
  onEnter: (layer: string) => void,
): void {
  useEffect(() => {
    const { current } = place;
    const turn = (event: WheelEvent) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const part = event.target instanceof Element ? event.target.closest('[data-layer]') : null;
      if (event.deltaY < 0 && part) onEnter(part.getAttribute('data-layer') ?? '');
    };
    current?.addEventListener('wheel', turn, { passive: false });
    return () => current?.removeEventListener('wheel', turn);
  }, [place, onEnter]);
}
