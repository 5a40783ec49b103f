import type { Change } from '../src/shared/panel-messages';

/** The value after a change; every part that did not change is the same object as before. */
export function changed<T>(before: T, change: Change): T;
export function changed(before: unknown, change: Change): unknown {
  // Said the other way round, for a message drops what is undefined.
  if (!('parts' in change)) return change.whole;
  const after = (Array.isArray(before) ? [...before] : { ...(before as object) }) as Record<string, unknown>;
  for (const [key, part] of Object.entries(change.parts)) after[key] = changed(after[key], part);
  return after;
}
