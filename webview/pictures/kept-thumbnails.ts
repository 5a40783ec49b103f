import { useEffect, useSyncExternalStore } from 'react';
import type { PanelThumbnail, ToPanel } from '../../src/shared/panel-messages';
import { send } from '../host';

// Thumbnails come once, beside the views: no view is larger for them.

/** Classes whose thumbnails are kept; those of others are asked for again when they come into sight. */
const mostKept = 400;
/** Classes that are asked for at once. */
const mostAsked = 64;
/** Milliseconds: whoever scrolls through a thousand classes asks for those where they stay. */
const rest = 120;

let path = '';
let look = 0;
/** By class, those that came last at the end. */
const kept = new Map<string, readonly PanelThumbnail[]>();
const asked = new Set<string>();
const waiting = new Set<string>();
let timer: number | undefined;
const listeners = new Set<() => void>();

/** Those of a class; undefined while they have not come. */
export function useThumbnails(className: string): readonly PanelThumbnail[] | undefined {
  return useSyncExternalStore(listen, () => kept.get(className));
}

/** Asks for the thumbnails of the classes that are in sight, where they are not there or may be others by now. */
export function useWanted(file: string, newestLook: number, classes: readonly string[]): void {
  const names = JSON.stringify(classes);
  useEffect(() => {
    begin(file, newestLook);
    waiting.clear();
    for (const name of JSON.parse(names) as readonly string[]) if (!asked.has(name)) waiting.add(name);
    clearTimeout(timer);
    if (waiting.size > 0) timer = setTimeout(ask, rest);
  }, [file, newestLook, names]);
}

/** Asks for those of one class at once, wherever it stands. */
export function useWantedClass(file: string, newestLook: number, className: string | undefined): void {
  useEffect(() => {
    begin(file, newestLook);
    if (className === undefined || asked.has(className)) return;
    asked.add(className);
    send({ kind: 'wantThumbnails', classes: [className], shown: kept.has(className) ? [className] : [] });
  }, [file, newestLook, className]);
}

function begin(file: string, newestLook: number): void {
  if (file !== path) {
    kept.clear();
    tellAll();
  }
  if (file !== path || newestLook !== look) asked.clear();
  path = file;
  look = newestLook;
}

export function takeThumbnails(message: Extract<ToPanel, { readonly kind: 'thumbnails' }>): void {
  if (message.path !== path) return;
  kept.delete(message.className);
  kept.set(message.className, message.thumbnails);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) {
    kept.delete(oldest);
    asked.delete(oldest);
  }
  tellAll();
}

function ask(): void {
  const classes = [...waiting].slice(0, mostAsked);
  waiting.clear();
  for (const name of classes) asked.add(name);
  send({ kind: 'wantThumbnails', classes, shown: classes.filter((name) => kept.has(name)) });
}

function tellAll(): void {
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
