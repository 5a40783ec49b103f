import type { Change } from '../shared/panel-messages';

/**
 * How `after` differs from `before`, both plain JSON; undefined where they are equal. Of a list that has become longer
 * only what was added is told, and of an object with more keys only those.
 */
export function changeBetween(before: unknown, after: unknown): Change | undefined {
  if (Object.is(before, after)) return undefined;
  if (!isCompound(before) || !isCompound(after) || Array.isArray(before) !== Array.isArray(after))
    return { whole: after };
  if (Object.keys(before).some((key) => !Object.hasOwn(after, key))) return { whole: after };
  const parts: Record<string, Change> = {};
  let differs = false;
  for (const [key, value] of Object.entries(after)) {
    const part = Object.hasOwn(before, key) ? changeBetween(before[key], value) : { whole: value };
    if (part === undefined) continue;
    parts[key] = part;
    differs = true;
  }
  return differs ? { parts } : undefined;
}

function isCompound(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
