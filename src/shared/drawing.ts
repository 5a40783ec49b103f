import { drawnUnits, type Unit, unitsOf } from './folding';
import type { PanelGraph, PanelLayer } from './panel-messages';

/** Pixels of a layer's or block's box. */
export const boxWidth = 204;
export const boxHeight = 58;

/** Where the data goes in a drawing: down, or to the right where there is more room for that. */
export const directions = ['down', 'right'] as const;
export type Direction = (typeof directions)[number];

/** What a network's drawing consists of, before anything has its place. */
export interface Drawing {
  /** Begins with the graph's fingerprint and a line's end. Same key, same boxes and arrows. */
  readonly key: string;
  readonly direction: Direction;
  /** Their ids, from the input on. */
  readonly boxes: readonly string[];
  readonly arrows: readonly Arrow[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Where the boxes and arrows of a drawing stand, in pixels from its top left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Top left corners by the box's id. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly arrows: readonly (Arrow & { readonly points: readonly Point[] })[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The drawing of a graph with these blocks open or folded against how they stand at first. */
export function drawingOf(
  graph: PanelGraph,
  toggledBlocks: readonly string[],
  direction: Direction = 'down',
): Drawing {
  const units = drawnUnits(unitsOf(graph.layers, toggledBlocks));
  return {
    key: drawingKey(graph, units, direction),
    direction,
    boxes: units.map(({ id }) => id),
    arrows: arrowsBetween(units),
  };
}

/** @param units those that are drawn */
export function drawingKey(
  { fingerprint }: PanelGraph,
  units: readonly Unit[],
  direction: Direction,
): string {
  const folded = units.flatMap((unit) => (unit.kind === 'block' ? [unit.name] : []));
  return [fingerprint, direction, ...folded].join('\n');
}

/** The arrows between layers, led to the boxes that show them. */
function arrowsBetween(units: readonly Unit[]): readonly Arrow[] {
  const boxOf = new Map(units.flatMap((unit) => layersIn(unit).map(({ name }) => [name, unit.id])));
  const arrows = new Map<string, Arrow>();
  for (const unit of units) {
    for (const { inbound } of layersIn(unit)) {
      for (const from of inbound.map((name) => boxOf.get(name))) {
        if (from !== undefined && from !== unit.id) arrows.set(`${from}\n${unit.id}`, { from, to: unit.id });
      }
    }
  }
  return [...arrows.values()];
}

/** What a box shows: one layer, or all of a block. */
export function layersIn(unit: Unit): readonly PanelLayer[] {
  return unit.kind === 'block' ? unit.layers : [unit.layer];
}
