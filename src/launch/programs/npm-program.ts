import { existsSync } from 'node:fs';
import path from 'node:path';
import { type EndedProgram, type RunToEndOptions, runToEnd } from './run-to-end';

/** Runs npm in `folder`, whatever an outer `npm run` has set. Never rejects. */
export function npm(
  folder: string,
  words: readonly string[],
  options: Pick<RunToEndOptions, 'environment' | 'signal' | 'endsWithUs'> = {},
): Promise<EndedProgram> {
  const all = { ...options, folder, environment: { ...npmEnvironment(), ...options.environment } };
  // On Windows npm is a script that only the shell starts; all words are plain there.
  if (process.platform === 'win32') return runToEnd(`npm ${words.join(' ')}`, [], { ...all, shell: true });
  return runToEnd('npm', words, all);
}

/** Without what an outer `npm run` has set: it would make npm work in the outer package. */
export function npmEnvironment(): Readonly<Record<string, undefined>> {
  const outer = Object.keys(process.env).filter((name) =>
    /^npm_(package|lifecycle)_|^npm_config_(local_prefix|prefix|workspaces?|ignore_scripts|omit)$/i.test(
      name,
    ),
  );
  return Object.fromEntries(outer.map((name) => [name, undefined]));
}

/** The environment's `PATH` with `folder` before all others. */
export function pathWith(folder: string): Readonly<Record<string, string>> {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: `${folder}${path.delimiter}${process.env[name] ?? ''}` };
}

/** Most Nodes come with their headers, so that none need be downloaded to compile. */
export function nodeHeaders(node: string): Readonly<Record<string, string>> {
  const folder = path.dirname(path.dirname(node));
  const isThere = existsSync(path.join(folder, 'include', 'node', 'node_api.h'));
  return isThere && !process.env.npm_config_nodedir ? { npm_config_nodedir: folder } : {};
}
