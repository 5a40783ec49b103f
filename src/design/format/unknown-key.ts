import type { KeyPath } from '../problem';
import { type TextProblem, textProblem } from '../problems/text-problems';
import { nearestName } from '../words/nearest-name';
import { keyPathText } from '../words/wording';
import { otherTask } from './other-tasks';
import { alternativesOf, type MapSchema } from './schema-types';
import { placesOf, schemasAt } from './schema-words';

/** What is wrong with a key that its map does not have, and what can be done. */
export interface UnknownKey {
  readonly problem: TextProblem;
  /** The key to write in its place. */
  readonly meant?: string;
  /** It can only be taken out. */
  readonly remove?: true;
}

/** Judges `key` in the map at `path`, which has the keys `there`. */
export function unknownKey(
  schema: MapSchema,
  key: string,
  value: unknown,
  path: KeyPath,
  there: ReadonlySet<string>,
): UnknownKey {
  const task = otherTask(key, value);
  if (task) return { problem: task, remove: true };
  const nearest = nearestKey(schema, key);
  const places = nearest?.synonym ? [] : placesOf(key);
  if (places.length > 0) {
    return {
      problem: textProblem('misplaced-key', { key, map: keyPathText(path), places: placesText(places) }),
    };
  }
  const known = Object.keys(schema.keys);
  const isThere = nearest !== undefined && there.has(nearest.key);
  const problem = textProblem('unknown-key', { key, nearest: nearest?.key, isThere, known });
  return nearest === undefined || isThere ? { problem, remove: true } : { problem, meant: nearest.key };
}

function nearestKey(schema: MapSchema, name: string): { key: string; synonym: boolean } | undefined {
  const folded = name.toLowerCase().replace(/[\s_-]/g, '');
  for (const [key, { alsoCalled = [] }] of Object.entries(schema.keys)) {
    const same = [key, ...alsoCalled].some((other) => other.toLowerCase() === folded);
    if (same) return { key, synonym: true };
  }
  const keys = Object.keys(schema.keys);
  // A map that has one key only can have meant no other.
  const key = keys.length === 1 ? keys[0] : nearestName(name, keys);
  return key === undefined ? undefined : { key, synonym: false };
}

function placesText(places: readonly (readonly string[])[]): string[] {
  const texts = places.map((place) => {
    if (place.length === 0) return 'the top of the file';
    const isList = schemasAt(place)
      .flatMap(alternativesOf)
      .some(({ kind }) => kind === 'list');
    return isList ? `an item of \`${place.join('.')}\`` : `\`${place.join('.')}\``;
  });
  return [...new Set(texts)];
}
