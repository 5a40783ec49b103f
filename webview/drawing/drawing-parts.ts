import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import {
  boxHeight,
  boxWidth,
  type Direction,
  type Layout,
  layersIn,
  type Point,
} from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import { isFound } from '../layers/found-units';
import { type SeenLine, startOf } from '../layers/freeze-line';

export type UnitNode = Node<
  {
    readonly unit: Unit;
    readonly selected: boolean;
    readonly mark: Mark;
    /** The state of those that a layer without weights goes with. */
    readonly fate: PanelLayer['state'] | undefined;
    /** The layer through which all stays frozen if training begins here; null where that changes nothing. */
    readonly from: string | null;
  },
  'unit'
>;
export type CutNode = Node<{ readonly cut: string; readonly direction: Direction }, 'cutLine'>;
export type FreezeLineNode = Node<
  {
    readonly seen: SeenLine;
    readonly direction: Direction;
    /** Where the boxes end that its stops come after, in pixels of the drawing, the way that the data goes. */
    readonly ends: readonly number[];
    /** Where its words begin, in pixels from its own left or top. */
    readonly wordsAt: number;
    /** Whether the cut's line is at the same place. */
    readonly atCut: boolean;
  },
  'freezeLine'
>;
export type RouteEdge = Edge<{ readonly points: readonly Point[] }, 'route'>;

export type DrawnNode = UnitNode | CutNode | FreezeLineNode;

/** What units show of the graph that they stand in. */
interface UnitFacts {
  readonly fates: ReadonlyMap<string, PanelLayer['state']>;
  readonly starts: ReadonlyMap<string, string | null>;
}

/** Whether a search names the unit; `none` without a search. */
export type Mark = 'none' | 'found' | 'other';

/** How far the cut line reaches over the boxes, and its place below the box that is cut after. */
const overhang = 26;
const cutLineHeight = 20;
const cutWordWidth = 48;
const freezeLineHeight = 24;
const freezeLineGap = 1;
/** Of its words, which stand above the boxes where the line goes down. */
const signHeight = 30;
const cutLineGap = 3;

/** A line across the drawing, so far after a box that ends there. */
function lineAcross(layout: Layout, direction: Direction, place: number, thickness: number) {
  return direction === 'down'
    ? { position: { x: -overhang, y: place }, ...sized(layout.width + 2 * overhang, thickness) }
    : { position: { x: place, y: -overhang }, ...sized(thickness, layout.height + 2 * overhang) };
}

/** All that the library would else measure on the page, and at each change again, taking the arrows away meanwhile. */
const sized = (width: number, height: number) => ({ width, height, measured: { width, height } });
const unitSize = sized(boxWidth, boxHeight);
const arrowEnds: Readonly<Record<Direction, NodeHandle[]>> = {
  down: [
    { type: 'target', position: Position.Top, x: boxWidth / 2, y: 0 },
    { type: 'source', position: Position.Bottom, x: boxWidth / 2, y: boxHeight },
  ],
  right: [
    { type: 'target', position: Position.Left, x: 0, y: boxHeight / 2 },
    { type: 'source', position: Position.Right, x: boxWidth, y: boxHeight / 2 },
  ],
};

export function nodesOf(
  units: readonly Unit[],
  layout: Layout,
  direction: Direction,
  selected: string,
  search: string,
  seen: SeenLine | null,
  { fates, starts }: UnitFacts,
): DrawnNode[] {
  const chosen = unitWith(units, selected)?.id;
  const nodes: DrawnNode[] = units.flatMap((unit) => {
    const position = layout.boxes.get(unit.id);
    if (position === undefined) return [];
    const data = {
      ...{ unit, selected: unit.id === chosen, mark: markOf(unit, search) },
      fate: fates.get(unit.id),
      from: startOf(starts, unit),
    };
    return [
      { id: unit.id, type: 'unit' as const, position, data, ...unitSize, handles: arrowEnds[direction] },
    ];
  });
  const cut = units.find((unit) => layersIn(unit).some(({ isCut }) => isCut));
  const above = cut && layout.boxes.get(cut.id);
  if (cut && above) {
    nodes.push({
      id: 'cut line',
      type: 'cutLine',
      data: { cut: cut.id, direction },
      ...lineAcross(layout, direction, endOf(above, direction) + cutLineGap, cutLineHeight),
      zIndex: -1,
    });
  }
  const end = seen && layout.boxes.get(seen.here.unit.id);
  if (seen && end) {
    const atCut = seen.here.unit.id === cut?.id;
    nodes.push({
      id: 'freeze line',
      type: 'freezeLine',
      data: {
        ...{ seen, direction, atCut },
        ends: seen.stops.map(({ unit }) => endOf(layout.boxes.get(unit.id), direction)),
        // At the box, which is in sight where the line is; beside the word of the cut, if that is there too.
        wordsAt: overhang + (direction === 'down' ? end.x + (atCut ? cutWordWidth : 0) : end.y - signHeight),
      },
      ...lineAcross(layout, direction, endOf(end, direction) + freezeLineGap, freezeLineHeight),
      // Over the boxes, for it is taken hold of.
      zIndex: 2,
    });
  }
  return nodes;
}

/** Where a box ends the way that the data goes. */
function endOf(box: Point | undefined, direction: Direction): number {
  if (box === undefined) return Number.POSITIVE_INFINITY;
  return direction === 'down' ? box.y + boxHeight : box.x + boxWidth;
}

/** The unit of that id, else the one that has a layer of that name. */
export function unitWith(units: readonly Unit[], id: string): Unit | undefined {
  return (
    units.find((unit) => unit.id === id) ??
    units.find((unit) => layersIn(unit).some(({ name }) => name === id))
  );
}

export function edgesOf(layout: Layout): RouteEdge[] {
  return layout.arrows.map(({ from, to, points }) => ({
    id: `${from}\n${to}`,
    type: 'route',
    source: from,
    target: to,
    data: { points },
  }));
}

/** Whether a search names any layer of it. */
export function markOf(unit: Unit, search: string): Mark {
  if (search.trim() === '') return 'none';
  return layersIn(unit).some((layer) => isFound(layer, search)) ? 'found' : 'other';
}
