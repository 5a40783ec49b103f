import { useEffect, useMemo, useState } from 'react';
import { send } from '../host';
import type { Unit } from '../layers/folding';
import { keepLayout, keptLayout, layoutText } from './kept-layouts';
import { layOut } from './layout';
import type { Arrow, Layout } from './layout-shape';

/** What is known of a drawing: nothing yet, its layout, or why there is none. */
export interface LaidOut {
  /** Same key, same boxes and arrows. */
  readonly key: string;
  readonly layout: Layout | null;
  readonly failure: string | null;
}

/** The layout of the units: computed once for a graph and a folding, and kept, also for panels to come. */
export function useLayout(fingerprint: string, units: readonly Unit[]): LaidOut {
  const key = useMemo(() => `${fingerprint}\n${foldingOf(units)}`, [fingerprint, units]);
  const [laidOut, setLaidOut] = useState<LaidOut>(
    () => known(key) ?? { key: '', layout: null, failure: null },
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the units
  useEffect(() => {
    const there = known(key);
    if (there) {
      setLaidOut((shown) => (shown.key === key ? shown : there));
      return;
    }
    let wanted = true;
    computed(key, units).then(
      (layout) => wanted && setLaidOut({ key, layout, failure: null }),
      (error: unknown) => wanted && setLaidOut({ key, layout: null, failure: String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  return laidOut;
}

function known(key: string): LaidOut | undefined {
  const layout = keptLayout(key);
  return layout && { key, layout, failure: null };
}

async function computed(key: string, units: readonly Unit[]): Promise<Layout> {
  const boxes = units.map(({ id }) => id);
  const layout = await layOut(boxes, arrowsOf(units));
  keepLayout(key, layout);
  send({ kind: 'keepLayout', drawing: key, layout: layoutText(layout) });
  return layout;
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
