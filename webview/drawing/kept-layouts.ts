import type { Layout } from '../../src/shared/drawing';
import { layoutOf } from '../../src/shared/layout-text';

/** The layout of a drawing, or why there is none. */
export type KnownLayout = { readonly layout: Layout } | { readonly failure: string };

const mostKept = 16;
const kept = new Map<string, KnownLayout>();
const listeners = new Set<() => void>();

/** What the editor sent, as text by drawing. What can't be read counts as not there. */
export function takeLayouts(layouts: Readonly<Record<string, string>>): void {
  for (const [drawing, text] of Object.entries(layouts)) {
    const known = kept.get(drawing);
    const layout = known && 'layout' in known ? undefined : layoutOf(text);
    if (layout) keep(drawing, { layout });
  }
}

export function takeFailure(drawing: string, failure: string): void {
  keep(drawing, { failure });
}

export function keptLayout(drawing: string): KnownLayout | undefined {
  return kept.get(drawing);
}

/** Calls back whenever there is more. @returns ends that */
export function onLayouts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(drawing: string, known: KnownLayout): void {
  kept.set(drawing, known);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  for (const listener of listeners) listener();
}
