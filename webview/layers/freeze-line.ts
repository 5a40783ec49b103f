import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import { layersIn } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelGraph, PanelLine } from '../../src/shared/panel-messages';
import { send } from '../host';

/** A stop of the freeze line as it is seen among rows or boxes. */
export interface SeenStop {
  /** Its index in the line's stops. */
  readonly stop: number;
  /** The unit after which it stands. */
  readonly unit: Unit;
  /** That unit's index. */
  readonly at: number;
}

/** The stops between units, from the input on, and where the line is, which may be inside a folded block. */
export interface SeenLine {
  readonly line: PanelLine;
  readonly stops: readonly SeenStop[];
  readonly here: SeenStop & { readonly isInside: boolean };
}

// While the line is dragged, and until the file has followed: list and drawing show it there.
let preview: { readonly line: PanelLine; readonly stop: number } | null = null;
const listeners = new Set<() => void>();

function setPreview(next: typeof preview): void {
  preview = next;
  for (const listener of listeners) listener();
}

const noLine: PanelLine = { stops: [], at: 0, frozenBelow: 0 };

/** The line among units, where it is being moved to, else where the file has it; null where none is to be seen. */
export function useSeenLine(line: PanelLine | null, units: readonly Unit[]): SeenLine | null {
  const shown = useShownStop(line ?? noLine);
  return useMemo(() => line && seenLine(line, shown, units), [line, shown, units]);
}

function useShownStop(line: PanelLine): number {
  const moved = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (preview?.line === line ? preview.stop : null),
  );
  useEffect(() => () => leaveLine(line), [line]);
  return moved ?? line.at;
}

/** Shows the line at a stop, before the file says so. */
export function showLineAt(line: PanelLine, stop: number): void {
  if (preview?.line !== line || preview.stop !== stop) setPreview({ line, stop });
}

export function leaveLine(line: PanelLine): void {
  if (preview?.line === line) setPreview(null);
}

/** Longer than a change of the file takes to come back. */
const patience = 2_000;

/** Writes into the file that the line stands where it was moved to. */
export function settleLine(line: PanelLine): void {
  if (preview?.line === line) setLine(line, preview.stop);
}

/** Writes into the file that the line stands there. */
export function setLine(line: PanelLine, stop: number): void {
  const layer = line.stops[stop];
  if (layer === undefined || (stop === line.at && line.frozenBelow === 0)) {
    leaveLine(line);
    return;
  }
  const shown = { line, stop };
  setPreview(shown);
  send({ kind: 'freezeThrough', layer });
  // What is refused does not come back changed.
  setTimeout(() => preview === shown && setPreview(null), patience);
}

function seenLine(line: PanelLine, shown: number, units: readonly Unit[]): SeenLine | null {
  const stopOf = new Map(line.stops.map((layer, stop) => [layer, stop]));
  const stops: SeenStop[] = [];
  let here: SeenLine['here'] | null = null;
  for (const [at, unit] of units.entries()) {
    if (unit.kind === 'block' && unit.open) continue;
    let weightsAfter = false;
    for (const layer of layersIn(unit).toReversed()) {
      const stop = stopOf.get(layer.name);
      if (stop !== undefined) {
        if (!weightsAfter) stops.push({ stop, unit, at });
        if (stop === shown) here = { stop, unit, at, isInside: weightsAfter };
      }
      weightsAfter ||= layer.canFreeze;
    }
  }
  return here && { line, stops, here };
}

/**
 * By each layer that can be frozen, the layer through which all stays frozen if training begins there: the stop before
 * it. Null where the line stands there already.
 */
export function trainingStarts({ layers, line }: PanelGraph): ReadonlyMap<string, string | null> {
  const starts = new Map<string, string | null>();
  if (!line) return starts;
  const stops = new Set(line.stops);
  const here = line.frozenBelow === 0 ? line.stops[line.at] : undefined;
  let last = line.stops[0] ?? null;
  for (const { name, canFreeze } of layers) {
    if (canFreeze) starts.set(name, last === here ? null : last);
    if (stops.has(name)) last = name;
  }
  return starts;
}

/** The same of a layer or a block, by its first layer that can be frozen. */
export function startOf(starts: ReadonlyMap<string, string | null>, unit: Unit): string | null {
  const first = layersIn(unit).find(({ canFreeze }) => canFreeze);
  return (first && starts.get(first.name)) ?? null;
}

/** Lets all train that comes after a layer, and freezes the rest. */
export function trainFrom(start: string | null): void {
  if (start !== null) send({ kind: 'freezeThrough', layer: start });
}

/** How many weights train where the line stands at each of its stops, the head's among them. */
export function weightsByStop({ layers, line }: PanelGraph): readonly number[] {
  const all = layers
    .filter(({ canFreeze, state }) => canFreeze || state === 'new')
    .reduce((sum, { params }) => sum + params, 0);
  const stops = new Set(line?.stops);
  const weights: number[] = [];
  let frozen = 0;
  for (const layer of layers) {
    if (layer.canFreeze) frozen += layer.params;
    if (stops.has(layer.name)) weights.push(all - frozen);
  }
  return weights;
}

/** What stands above the line. */
export function aboveWords({ stops }: PanelLine, stop: number): string {
  if (stop === 0) return 'nothing is frozen';
  return stop === stops.length - 1 ? 'all of the base is frozen' : `frozen through ${stops[stop]}`;
}

/** What it means that the line stands there, as screen readers say it. */
export function lineWords(line: PanelLine, stop: number, weights: number | undefined): string {
  const above = aboveWords(line, stop);
  if (stop === line.at && line.frozenBelow > 0) {
    const layers = countText(line.frozenBelow, 'layer');
    return `${above}; below it ${layers} ${line.frozenBelow === 1 ? 'is' : 'are'} frozen too`;
  }
  return `${above}; ${count(weights ?? 0)} weights train`;
}
