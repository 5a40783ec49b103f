import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { catalog } from '../../catalog/catalog';
import { isImageList } from '../../design/image-list';
import { nearestName } from '../../design/words/nearest-name';
import { placeOf } from '../../disk/files/same-place';
import { liesBelow } from './file-within';

/** What a path is to lead to. */
export type Wanted = 'images' | 'base';

const mostOffered = 3;
const mostNames = 2_000;
const mostFolders = 100;
const longestPath = 500;

const modelName = /\.(?:json|keras|h5|hdf5|onnx|safetensors|pth|pt)$/i;
/** Folders in which nobody's images or bases lie. */
const passedOver: ReadonlySet<string> = new Set(['runs', 'node_modules']);

/**
 * What may be meant by a path that leads nowhere, as the file would write it, the likeliest first, three at most: a name
 * beside it that differs by its case, its ending or a few letters; the same one folder up or down. Never rejects.
 *
 * @param folder the file's own
 * @param within absolute folders outside of which nothing is looked at; everything where left out
 */
export async function nearPaths(
  given: string,
  folder: string,
  wanted: Wanted,
  within?: readonly string[],
): Promise<readonly string[]> {
  if (given === '' || given.length > longestPath || /\p{Cc}|:\/\//u.test(given)) return [];
  const places = within?.map((one) => placeOf(one));
  const mayLookAt = (place: string) =>
    places?.some((one) => placeOf(place) === one || liesBelow(placeOf(place), one)) ?? true;
  const look = new Look(folder, wanted, mayLookAt);
  const found: string[] = [];
  for await (const candidate of look.candidates(given)) {
    if (found.length === mostOffered) break;
    if (candidate !== given && !found.includes(candidate) && (await look.isWanted(candidate)))
      found.push(candidate);
  }
  return found;
}

/** The names of published bases that may be meant by a plain name that is none. */
export function nearBases(given: string): readonly string[] {
  return nearest(
    given,
    catalog.map(({ name }) => name),
  );
}

class Look {
  constructor(
    private readonly folder: string,
    private readonly wanted: Wanted,
    private readonly mayLookAt: (place: string) => boolean,
  ) {}

  /** Paths that may or may not be there. */
  async *candidates(given: string): AsyncGenerator<string> {
    const steps = given.split('/');
    yield* this.#corrected(steps);
    if (path.isAbsolute(given)) return;
    const plain = steps.filter((step) => step !== '.');
    yield ['..', ...plain].join('/');
    if (plain.length > 1) yield plain.slice(1).join('/');
    for (const name of (await this.#namesIn(this.folder)).slice(0, mostFolders))
      yield [name, ...plain].join('/');
  }

  /** With the first step that leads nowhere replaced by one that is there. */
  async *#corrected(steps: readonly string[]): AsyncGenerator<string> {
    for (const [index, step] of steps.entries()) {
      const before = steps.slice(0, index);
      const place = this.#placeOf([...before, step].join('/'));
      if (!this.mayLookAt(path.dirname(place))) return;
      if (await stat(place).catch(() => undefined)) continue;
      for (const name of nearest(step, await this.#namesIn(path.dirname(place))))
        yield [...before, name, ...steps.slice(index + 1)].join('/');
      return;
    }
  }

  async isWanted(candidate: string): Promise<boolean> {
    const place = this.#placeOf(candidate);
    if (!this.mayLookAt(place)) return false;
    const facts = await stat(place).catch(() => undefined);
    const isFile = facts?.isFile() === true;
    if (this.wanted === 'images') return facts?.isDirectory() === true || (isFile && isImageList(place));
    if (isFile) return modelName.test(place);
    return facts?.isDirectory() === true && (await this.#namesIn(place)).some((name) => modelName.test(name));
  }

  async #namesIn(folder: string): Promise<readonly string[]> {
    const names: string[] = [];
    if (!this.mayLookAt(folder)) return names;
    try {
      for await (const { name } of await opendir(folder)) {
        if (names.length === mostNames) break;
        if (!name.startsWith('.') && !passedOver.has(name) && !/\p{Cc}/u.test(name)) names.push(name);
      }
    } catch {
      // A folder that can't be looked into offers nothing.
    }
    return names.sort();
  }

  #placeOf(written: string): string {
    return path.resolve(this.folder, written === '' ? '/' : written);
  }
}

/** Those of the names that are most like one, the likeliest first: alike but for the case, then the ending, then letters. */
function nearest(name: string, names: readonly string[]): readonly string[] {
  const folded = name.toLowerCase();
  const stem = stemOf(folded);
  const alike = [
    ...names.filter((other) => other.toLowerCase() === folded),
    ...names.filter((other) => stemOf(other.toLowerCase()) === stem),
  ];
  const rest = new Set(names.filter((other) => !alike.includes(other)));
  const found = [...new Set(alike)];
  while (found.length < mostOffered) {
    const next = nearestName(name, rest);
    if (next === undefined) break;
    found.push(next);
    rest.delete(next);
  }
  return found;
}

function stemOf(name: string): string {
  return name.slice(0, name.length - path.extname(name).length);
}
