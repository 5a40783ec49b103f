import { isBucketAddress } from '../bucket-address';
import type { DatasetFacts } from '../dataset-facts';
import type { ParsedFile } from '../parsed-file';
import type { KeyPath, Problem } from '../problem';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';

/** What became of the paths that the file names. */
export interface FoundPaths {
  readonly dataset: DatasetFacts | undefined;
  /** Whether the base was looked for where the file says, and is not there. */
  readonly isBaseMissing: boolean;
  /** The user's home folder, if it is known. */
  readonly home: string | undefined;
}

const home = /^(?:~|\$HOME|\$\{HOME\}|%USERPROFILE%|%HOMEPATH%|\$env:USERPROFILE)(?=[\\/]|$)/i;
const address = /^[a-z][a-z0-9+.-]+:\/\//i;
const variable = /\$\{?\w+\}?|%\w+%/;

/**
 * Tells of paths that are not there because they are written as a shell, Windows or a cloud would read them.
 *
 * @returns those of which nothing else need be said
 */
export function reportUnexpandedPaths(
  file: ParsedFile,
  found: FoundPaths,
  report: Report,
): readonly KeyPath[] {
  const told: KeyPath[] = [];
  for (const { path, value } of missingPaths(file, found)) {
    if (path[0] === 'dataset' && isBucketAddress(value)) continue;
    if (path[0] === 'dataset' && address.test(value)) {
      report(planProblem('images-at-address', { address: value }), path);
      told.push(path);
      continue;
    }
    const name = (home.exec(value) ?? variable.exec(value))?.[0];
    if (name !== undefined) {
      reportVariable(path, value, name, found.home, report);
      told.push(path);
    } else if (value.includes('\\') && !/^(?:[a-z]:|\\\\)/i.test(value)) {
      const slashes = value.replaceAll('\\', '/');
      report(planProblem('backslashes-in-path', { path: value }), path, [
        { title: `Write ${slashes}`, path, value: slashes },
      ]);
    }
  }
  return told;
}

/** Whether a problem says no more than that such a path is not there. */
export function saysNoMore({ code, path }: Problem, told: readonly KeyPath[]): boolean {
  const [first, second] = path;
  const isMissing = ['dataset-not-found', 'validation-not-found', 'test-not-found', 'base-missing'].includes(
    code,
  );
  return isMissing && told.some((one) => one[0] === first && (first === 'base' || one[1] === second));
}

function reportVariable(
  path: KeyPath,
  value: string,
  name: string,
  homeFolder: string | undefined,
  report: Report,
): void {
  const isHome = home.test(value);
  const rest = value.slice(name.length);
  const whole =
    isHome && homeFolder !== undefined
      ? homeFolder + (homeFolder.includes('\\') ? rest : rest.replaceAll('\\', '/'))
      : undefined;
  report(
    planProblem('path-not-expanded', { name, isHome, whole }),
    path,
    whole === undefined ? [] : [{ title: `Write ${whole}`, path, value: whole }],
  );
}

function missingPaths(
  file: ParsedFile,
  { dataset, isBaseMissing }: FoundPaths,
): readonly { readonly path: KeyPath; readonly value: string }[] {
  const { config } = file;
  const { path, validation, test } = config.dataset;
  const missing: { path: KeyPath; value: string }[] = [];
  if (config.base && isBaseMissing)
    missing.push({
      path: file.has(['base', 'model']) ? ['base', 'model'] : ['base'],
      value: config.base.model,
    });
  if (path !== undefined && dataset && !dataset.train.found)
    missing.push({ path: ['dataset', 'path'], value: path });
  if (typeof validation === 'string' && dataset?.validation?.found === false) {
    missing.push({ path: ['dataset', 'validation'], value: validation });
  }
  if (test !== undefined && dataset?.test?.found === false)
    missing.push({ path: ['dataset', 'test'], value: test });
  return missing;
}
