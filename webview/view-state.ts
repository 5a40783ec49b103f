import { useSyncExternalStore } from 'react';
import type { SeenLayerName } from '../src/shared/panel-seen';
import { keep, kept } from './host';
import type { RunOrder } from './run-order';

/** What is only of the view: never a setting of the file. Kept over reloads of the panel. */
export interface ViewState {
  /** Parts of the panel that the user folded, by name. */
  readonly folded: readonly string[];
  /** Blocks that the user opened or folded, against how they stand at first. */
  readonly toggledBlocks: readonly string[];
  readonly search: string;
  /** The row that the arrow keys stand on: a layer's or a block's. */
  readonly selected: string;
  readonly viewport: KeptViewport | null;
  /** Folders of past runs whose curves lie over the current ones. */
  readonly overlaid: readonly string[];
  /** What the past runs are searched for, whether only those with a star are shown, and in which order. */
  readonly runFilter: string;
  readonly onlyStarred: boolean;
  readonly runOrder: RunOrder;
  /** The layer that is looked into, and the training image that it is given; empty for the one that was given last. */
  readonly seen: (SeenLayerName & { readonly file: string }) | null;
  /** On which images the result is looked at. */
  readonly evaluation: 'validation' | 'test';
}

/** Where the drawing was scrolled and zoomed to, and of which drawing. */
export interface KeptViewport {
  readonly drawing: string;
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const atFirst: ViewState = {
  folded: [],
  toggledBlocks: [],
  search: '',
  selected: '',
  viewport: null,
  overlaid: [],
  runFilter: '',
  onlyStarred: false,
  runOrder: { by: 'begun', descending: true },
  seen: null,
  evaluation: 'test',
};

let state: ViewState = restored(kept());
const listeners = new Set<() => void>();

/** The value of one key, and a new drawing of the component whenever it changes. */
export function useViewState<K extends keyof ViewState>(key: K): ViewState[K] {
  return useSyncExternalStore(listen, () => state[key]);
}

export function viewState(): ViewState {
  return state;
}

/** In which network a layer was looked into last, and with which picture. */
export function lastSeen(): { readonly run: string; readonly file: string } {
  const { run = '', file = '' } = state.seen ?? {};
  return { run, file };
}

export function changeViewState(changes: Partial<ViewState>): void {
  state = { ...state, ...changes };
  keep(state);
  for (const listener of listeners) listener();
}

/** `names` with `name` put in, or taken out if it was there. */
export function toggled(names: readonly string[], name: string): readonly string[] {
  return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// A state may come from another version of the panel: what does not fit is left out.
function restored(value: unknown): ViewState {
  if (typeof value !== 'object' || value === null) return atFirst;
  const found = value as { readonly [key: string]: unknown };
  return {
    folded: stringsOr(found.folded, atFirst.folded),
    toggledBlocks: stringsOr(found.toggledBlocks, atFirst.toggledBlocks),
    search: typeof found.search === 'string' ? found.search : atFirst.search,
    selected: typeof found.selected === 'string' ? found.selected : atFirst.selected,
    viewport: isViewport(found.viewport) ? found.viewport : null,
    overlaid: stringsOr(found.overlaid, atFirst.overlaid),
    runFilter: typeof found.runFilter === 'string' ? found.runFilter : atFirst.runFilter,
    onlyStarred: found.onlyStarred === true,
    runOrder: isRunOrder(found.runOrder) ? found.runOrder : atFirst.runOrder,
    seen: isSeen(found.seen) ? found.seen : null,
    evaluation: found.evaluation === 'validation' ? 'validation' : 'test',
  };
}

function stringsOr(value: unknown, otherwise: readonly string[]): readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : otherwise;
}

function isViewport(value: unknown): value is KeptViewport {
  if (typeof value !== 'object' || value === null) return false;
  const { drawing, x, y, zoom } = value as { readonly [key: string]: unknown };
  return typeof drawing === 'string' && [x, y, zoom].every((number) => Number.isFinite(number));
}

function isSeen(value: unknown): value is NonNullable<ViewState['seen']> {
  if (typeof value !== 'object' || value === null) return false;
  const { layer, run, file } = value as { readonly [key: string]: unknown };
  return [layer, run, file].every((field) => typeof field === 'string');
}

function isRunOrder(value: unknown): value is RunOrder {
  if (typeof value !== 'object' || value === null) return false;
  const { by, descending } = value as { readonly [key: string]: unknown };
  return typeof by === 'string' && typeof descending === 'boolean';
}
