import { useRef } from 'react';

/**
 * `next`, with every part that equals its part of `last` taken from there. What did not change then is the same
 * object, and is not drawn again. For plain JSON.
 */
export function shared<T>(last: unknown, next: T): T {
  if (Object.is(last, next)) return next;
  if (typeof last !== 'object' || typeof next !== 'object' || last === null || next === null) return next;
  if (Array.isArray(last) !== Array.isArray(next)) return next;
  const before = last as Readonly<Record<string, unknown>>;
  const entries = Object.entries(next).map(([key, value]) => [key, shared(before[key], value)] as const);
  const same =
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]) => Object.hasOwn(before, key) && Object.is(value, before[key]));
  if (same) return last as T;
  return (Array.isArray(next) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T;
}

/** The value, sharing with that of the last drawing whatever is equal. */
export function useShared<T>(value: T): T {
  const last = useRef(value);
  last.current = shared(last.current, value);
  return last.current;
}
