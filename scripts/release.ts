// `npm run release -- VERSION [--dry-run] [--skip-tests]`: puts what CHANGELOG.md lists as unreleased under the version,
// runs all tests, makes the packages of all platforms with their checksums in releases/VERSION, commits and tags. Nothing
// leaves this machine, and where a step fails all is as before. `--dry-run` says what is in the way and what would be
// done, and does nothing; `--skip-tests` is for a commit whose tests have just passed elsewhere.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { platforms } from './package-platforms';
import { hindrances, placeholder, releasedChangelog, sumLines, tagOf, unreleasedIn } from './release-rules';

const root = path.resolve(__dirname, '..');
const inRoot = (name: string) => path.join(root, name);
const changed = ['CHANGELOG.md', 'package.json', 'package-lock.json'];

/** What a program prints, also where it has found nothing. */
function answer(program: string, ...words: readonly string[]): string {
  return spawnSync(program, words, { cwd: root, encoding: 'utf8' }).stdout;
}

/** @throws where the program fails */
function run(program: string, ...words: readonly string[]): void {
  execFileSync(program, words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}

interface Step {
  readonly says: string;
  readonly take: () => void;
}

function stepsFor(version: string, changelog: string, withTests: boolean): readonly Step[] {
  const day = new Date().toISOString().slice(0, 10);
  const folder = `releases/${version}`;
  const packages = Object.keys(platforms).map(
    (target) => [target, `transfer-designer-${version}-${target}.vsix`] as const,
  );
  const tests: Step = { says: 'npm test', take: () => run('npm', 'test') };
  return [
    {
      says: `CHANGELOG.md: "## ${version} (${day})" over\n\n${unreleasedIn(changelog).trim()}\n`,
      take: () => writeFileSync(inRoot('CHANGELOG.md'), releasedChangelog(changelog, version, day)),
    },
    {
      says: `package.json and package-lock.json: version ${version}`,
      take: () => run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version'),
    },
    ...(withTests ? [tests] : []),
    { says: 'npm run build', take: () => run('npm', 'run', 'build') },
    ...packages.map(([target, name]) => ({
      says: `${folder}/${name}`,
      take: () => {
        mkdirSync(inRoot(folder), { recursive: true });
        run(
          'node',
          '--import',
          'tsx',
          'scripts/package.ts',
          '--target',
          target,
          '--out',
          `${folder}/${name}`,
        );
      },
    })),
    {
      says: `${folder}/SHA256SUMS`,
      take: () => {
        const sumOf = (name: string) =>
          createHash('sha256')
            .update(readFileSync(inRoot(`${folder}/${name}`)))
            .digest('hex');
        const sums = Object.fromEntries(packages.map(([, name]) => [name, sumOf(name)]));
        writeFileSync(inRoot(`${folder}/SHA256SUMS`), sumLines(sums));
      },
    },
    {
      says: `git commit, with the subject "Release ${version}"`,
      take: () =>
        run('git', 'commit', '--quiet', '--no-verify', '--message', `Release ${version}`, '--', ...changed),
    },
    {
      says: `git tag ${tagOf(version)}`,
      take: () => run('git', 'tag', '--annotate', '--message', `Release ${version}`, tagOf(version)),
    },
  ];
}

function release(version: string, dryRun: boolean, withTests: boolean): void {
  const changelog = readFileSync(inRoot('CHANGELOG.md'), 'utf8');
  // Those who know the placeholder as such are left aside.
  const grep = ['grep', '--name-only', '--fixed-strings', placeholder, '--', '.', ':!scripts', ':!test'];
  const inTheWay = hindrances({
    version,
    changelog,
    current: JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).version,
    status: answer('git', 'status', '--porcelain'),
    tags: answer('git', 'tag').split('\n'),
    placeholders: answer('git', ...grep)
      .split('\n')
      .filter(Boolean),
  });
  for (const sentence of inTheWay) console.error(sentence);
  if (inTheWay.length > 0) process.exitCode = 1;
  const steps = stepsFor(version, changelog, withTests);
  if (dryRun) for (const { says } of steps) console.log(`- ${says}`);
  if (dryRun || inTheWay.length > 0) return;
  const before = answer('git', 'rev-parse', 'HEAD').trim();
  try {
    for (const { says, take } of steps) {
      console.log(`- ${says}`);
      take();
    }
  } catch (error) {
    run('git', 'reset', '--quiet', '--soft', before);
    run('git', 'checkout', '--quiet', 'HEAD', '--', ...changed);
    rmSync(inRoot(`releases/${version}`), { recursive: true, force: true });
    throw error;
  }
  console.log(
    `Left to do: git push --follow-tags; then npx vsce publish --packagePath releases/${version}/*.vsix, and the files of releases/${version} to where people download them.`,
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    'skip-tests': { type: 'boolean', default: false },
  },
});
try {
  release(positionals[0] ?? '', values['dry-run'], !values['skip-tests']);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
