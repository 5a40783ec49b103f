import type { Change } from '../shared/panel-messages';

/** How `after` differs from `before`, both plain JSON; undefined where they are equal. */
export function changeBetween(before: unknown, after: unknown): Change | undefined {
  if (Object.is(before, after)) return undefined;
  if (!isCompound(before) || !isCompound(after) || Array.isArray(before) !== Array.isArray(after))
    return { whole: after };
  const keys = Object.keys(after);
  if (keys.length !== Object.keys(before).length) return { whole: after };
  const parts: Record<string, Change> = {};
  let differs = false;
  for (const key of keys) {
    if (!Object.hasOwn(before, key)) return { whole: after };
    const part = changeBetween(before[key], after[key]);
    if (part === undefined) continue;
    parts[key] = part;
    differs = true;
  }
  return differs ? { parts } : undefined;
}

function isCompound(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
