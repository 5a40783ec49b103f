// What must be so before a release, and what it changes: texts in, texts out.

export interface ReleaseFacts {
  readonly version: string;
  /** The version in package.json. */
  readonly current: string;
  readonly changelog: string;
  /** What `git status --porcelain` says. */
  readonly status: string;
  /** The version tags that there are. */
  readonly tags: readonly string[];
  /** Files, with the text that holds a placeholder for the project's address. */
  readonly placeholders: readonly string[];
}

/** The project's address until somebody publishes it. The name is one that leads nowhere, for good (RFC 2606). */
export const placeholder = 'example.invalid/transfer-designer';

export const tagOf = (version: string) => `v${version}`;

/** All that is in the way of a release, as sentences; none where it may begin. */
export function hindrances(facts: ReleaseFacts): readonly string[] {
  const { version, current, changelog, status, tags, placeholders } = facts;
  const found: string[] = [];
  if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(version))
    found.push(`"${version}" is no version: three numbers are needed, as in 1.4.0.`);
  else if (tags.includes(tagOf(version)) || headingOf(version).test(changelog))
    found.push(`The version ${version} has been released already.`);
  else if (isBefore(version, current))
    found.push(`The version ${version} comes before ${current}, which is there.`);
  if (!/^- /m.test(unreleasedIn(changelog)))
    found.push('CHANGELOG.md lists nothing under "## Unreleased" that people would notice.');
  if (status.trim() !== '') found.push(`Not everything is committed:\n${status.trimEnd()}`);
  if (placeholders.length > 0)
    found.push(
      `Where the project lives is still a placeholder. Write its address in place of https://${placeholder} in ${placeholders.join(', ')}.`,
    );
  return found;
}

const unreleased = /^## Unreleased\n/m;
const headingOf = (version: string) => new RegExp(`^## ${version.replaceAll('.', '\\.')}\\b`, 'm');

/** What stands under "## Unreleased"; nothing where there is no such heading. */
export function unreleasedIn(changelog: string): string {
  const [, after = ''] = changelog.split(unreleased);
  return after.split(/^## /m)[0] ?? '';
}

function isBefore(version: string, other: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const others = numbers(other);
  const difference = numbers(version)
    .map((number, index) => number - (others[index] ?? 0))
    .find((one) => one !== 0);
  return (difference ?? 0) < 0;
}

/**
 * The changelog with what was unreleased under the version and its day.
 *
 * @param day as in 2026-05-04
 */
export function releasedChangelog(changelog: string, version: string, day: string): string {
  return changelog.replace(unreleased, `## Unreleased\n\n## ${version} (${day})\n`);
}

/** The lines of a file that `sha256sum --check` reads, by name. */
export function sumLines(sums: Readonly<Record<string, string>>): string {
  const names = Object.keys(sums).sort();
  return names.map((name) => `${sums[name]}  ${name}\n`).join('');
}
