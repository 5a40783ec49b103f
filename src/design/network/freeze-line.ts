import type { FreezeConfig } from '../config';
import type { KeptBase } from './freeze-map';
import type { Network } from './network';
import { neverTrained } from './trained-layers';

/** Where what is frozen ends and what trains begins, as one line across the kept base. */
export interface FreezeLine {
  /**
   * The layers after which it may stand, from the input on. Each is a legal cut, so that all before it is what it is
   * computed from and all after it comes of it alone; of neighbours with no weights between them it is the last one. After
   * the first stop nothing is frozen, after the last everything.
   */
  readonly stops: readonly string[];
  /** The index of the stop that it stands at: the deepest with nothing above it that trains. */
  readonly at: number;
  /** The layers with weights below it that are frozen all the same, in the order of the data. */
  readonly frozenBelow: readonly string[];
}

/** A stop, and how many of the kept layers with weights stand above it. */
interface Stop {
  readonly layer: string;
  readonly above: number;
}

const stopsOfBase = new WeakMap<KeptBase['facts'], Map<string, readonly Stop[]>>();

/** Worked out once a base and cut, for it is asked for at every key press. */
function stopsOf(kept: KeptBase): readonly Stop[] {
  const known = stopsOfBase.get(kept.facts) ?? new Map<string, readonly Stop[]>();
  stopsOfBase.set(kept.facts, known);
  const stops = known.get(kept.cut) ?? findStops(kept);
  known.set(kept.cut, stops);
  return stops;
}

function findStops({ facts, layers }: KeptBase): readonly Stop[] {
  const legal = new Set(facts.legalCuts);
  const stops: Stop[] = [];
  let above = 0;
  for (const { name, params } of layers) {
    if (params > 0) above += 1;
    if (!legal.has(name)) continue;
    if (stops.at(-1)?.above === above) stops.pop();
    stops.push({ layer: name, above });
  }
  return stops;
}

/** @returns undefined for a base of which nothing with weights is kept */
export function freezeLine({ kept, phases }: Pick<Network, 'kept' | 'phases'>): FreezeLine | undefined {
  const stops = stopsOf(kept);
  if (kept.weighted.length === 0 || stops.length < 2) return undefined;
  const frozen = new Set(neverTrained(kept, phases));
  const firstTrained = kept.weighted.findIndex((name) => !frozen.has(name));
  const leading = firstTrained < 0 ? kept.weighted.length : firstTrained;
  const at = Math.max(
    0,
    stops.findLastIndex(({ above }) => above <= leading),
  );
  return {
    stops: stops.map(({ layer }) => layer),
    at,
    frozenBelow: kept.weighted.slice(stops[at]?.above ?? 0).filter((name) => frozen.has(name)),
  };
}

/** The kept layers with weights above a stop of the line; undefined for a layer that is none. */
export function weightedAbove(kept: KeptBase, stop: string): readonly string[] | undefined {
  const found = stopsOf(kept).find(({ layer }) => layer === stop);
  return found && kept.weighted.slice(0, found.above);
}

/** What the file says where just these kept layers are frozen and one line divides them from the rest; else undefined. */
export function freezeOfLine(kept: KeptBase, frozen: readonly string[]): FreezeConfig | undefined {
  if (frozen.length === 0) return 'none';
  if (frozen.length === kept.weighted.length) return 'all';
  if (frozen.some((name, index) => name !== kept.weighted[index])) return undefined;
  const stop = stopsOf(kept).find(({ above }) => above === frozen.length);
  return stop && { through: stop.layer };
}
