import type { Plan } from '../design/plan';

/** What follows from the rest, or is too long to read. */
const derived: ReadonlySet<string> = new Set(['layers', 'trainableParams', 'frozenParams', 'fallbackPhases']);

/**
 * What a plan made now says differently from the plan of a run, one sentence each, e.g.
 * `training.batchSize is 32 in this run, and 16 in the file now`.
 */
export function planDifferences(run: Plan, now: Plan): readonly string[] {
  return differences('', run, now);
}

function differences(place: string, run: unknown, now: unknown): readonly string[] {
  if (JSON.stringify(run) === JSON.stringify(now)) return [];
  if (Array.isArray(run) && Array.isArray(now) && run.length === now.length && run.every(isRecord)) {
    return run.flatMap((item, index) => differences(`${place}[${index}]`, item, now[index]));
  }
  if (!isRecord(run) || !isRecord(now)) {
    return [`${place} is ${shown(run)} in this run, and ${shown(now)} in the file now`];
  }
  const names = [...new Set([...Object.keys(run), ...Object.keys(now)])].filter((name) => !derived.has(name));
  return names.flatMap((name) => differences(place ? `${place}.${name}` : name, run[name], now[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'not set';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
