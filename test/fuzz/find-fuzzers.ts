import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fuzzer } from './fuzzer';

/** Every `*.fuzz.ts` of this folder, by name. Throws where there is none, or a file does not hold one of its name. */
export async function findFuzzers(): Promise<Fuzzer[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.fuzz.ts'));
  if (files.length === 0) throw new Error(`There is no *.fuzz.ts in ${import.meta.dirname}.`);
  return Promise.all(
    files.sort().map(async (file) => {
      const module: { default?: Fuzzer } = await import(
        pathToFileURL(path.join(import.meta.dirname, file)).href
      );
      if (`${module.default?.name}.fuzz.ts` !== file) {
        throw new Error(`${file} has no fuzzer of its name as its default export.`);
      }
      return module.default as Fuzzer;
    }),
  );
}
