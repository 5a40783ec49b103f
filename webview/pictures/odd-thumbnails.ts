import { useEffect, useSyncExternalStore } from 'react';
import type { PanelThumbnail, ToPanel } from '../../src/shared/panel-messages';
import { send } from '../host';

// Thumbnails of single pictures come once each, beside the views.

/** More are never shown at once; which they are changes with what is found. */
const mostKept = 1_000;
/** Files that are asked for at once. */
const mostAsked = 256;

let path = '';
/** By the picture's file, those that came first at the beginning. */
const kept = new Map<string, PanelThumbnail>();
const asked = new Set<string>();
const listeners = new Set<() => void>();

/** Undefined while it has not come. */
export function useOddThumbnail(file: string): PanelThumbnail | undefined {
  return useSyncExternalStore(listen, () => kept.get(file));
}

/** Asks for the thumbnails of the files that are shown, where they were not asked for yet. */
export function useWantedOdd(shownPath: string, files: readonly string[]): void {
  const names = JSON.stringify(files);
  useEffect(() => {
    if (shownPath !== path) {
      kept.clear();
      asked.clear();
      path = shownPath;
    }
    const wanted = [...new Set(JSON.parse(names) as readonly string[])]
      .filter((file) => !asked.has(file))
      .slice(0, mostAsked);
    for (const file of wanted) asked.add(file);
    if (wanted.length > 0) send({ kind: 'wantOddThumbnails', files: wanted });
  }, [shownPath, names]);
}

export function takeOddThumbnails(message: Extract<ToPanel, { readonly kind: 'oddThumbnails' }>): void {
  if (message.path !== path) return;
  for (const thumbnail of message.thumbnails) {
    kept.set(thumbnail.file, thumbnail);
    const [oldest] = kept.keys();
    if (kept.size <= mostKept || oldest === undefined) continue;
    kept.delete(oldest);
    asked.delete(oldest);
  }
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
