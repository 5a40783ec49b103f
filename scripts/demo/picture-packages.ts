import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const packages = createRequire(import.meta.url);

/**
 * The absolute path of a file in one of the packages that package.json beside this file lists.
 * @throws Error if the package is not installed
 */
export function packageFile(name: string, ...parts: readonly string[]): string {
  try {
    return path.join(path.dirname(packages.resolve(`${name}/package.json`)), ...parts);
  } catch (error) {
    throw new Error(`The package ${name} is not installed: run "npm ci --prefix scripts/demo".`, {
      cause: error,
    });
  }
}

/** The content of a JSON file in a package, taken for what the caller says it is. */
export async function readPackageJson<Content>(name: string, ...parts: readonly string[]): Promise<Content> {
  return JSON.parse(await readFile(packageFile(name, ...parts), 'utf8')) as Content;
}
