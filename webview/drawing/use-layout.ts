import { useEffect, useMemo, useState } from 'react';
import type { Unit } from '../layers/folding';
import { type Arrow, type Layout, layOut } from './layout';

/** What is known of a drawing: nothing yet, its layout, or why there is none. */
export interface LaidOut {
  /** Same key, same boxes and arrows. */
  readonly key: string;
  readonly layout: Layout | null;
  readonly failure: string | null;
}

const mostKept = 16;
const keptLayouts = new Map<string, Promise<Layout>>();

/** The layout of the units: computed once for a graph and a folding, and kept. */
export function useLayout(fingerprint: string, units: readonly Unit[]): LaidOut {
  const key = useMemo(() => `${fingerprint}\n${foldingOf(units)}`, [fingerprint, units]);
  const [laidOut, setLaidOut] = useState<LaidOut>({ key: '', layout: null, failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the units
  useEffect(() => {
    let wanted = true;
    keptLayout(key, units).then(
      (layout) => wanted && setLaidOut({ key, layout, failure: null }),
      (error: unknown) => wanted && setLaidOut({ key, layout: null, failure: String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  return laidOut;
}

function keptLayout(key: string, units: readonly Unit[]): Promise<Layout> {
  const known = keptLayouts.get(key);
  if (known) return known;
  const computed = layOut(
    units.map(({ id }) => id),
    arrowsOf(units),
  );
  keptLayouts.set(key, computed);
  computed.catch(() => keptLayouts.delete(key));
  const [oldest] = keptLayouts.keys();
  if (keptLayouts.size > mostKept && oldest !== undefined) keptLayouts.delete(oldest);
  return computed;
}

function foldingOf(units: readonly Unit[]): string {
  return units.flatMap((unit) => (unit.kind === 'block' ? [unit.name] : [])).join('\n');
}

/** The arrows between layers, led to the boxes that show them. */
function arrowsOf(units: readonly Unit[]): readonly Arrow[] {
  const boxOf = new Map<string, string>();
  for (const unit of units) {
    for (const { name } of layersIn(unit)) boxOf.set(name, unit.id);
  }
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

function layersIn(unit: Unit) {
  return unit.kind === 'block' ? unit.layers : [unit.layer];
}
