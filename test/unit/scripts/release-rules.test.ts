import { describe, expect, it } from 'vitest';
import {
  hindrances,
  type ReleaseFacts,
  releasedChangelog,
  sumLines,
  unreleasedIn,
} from '../../../scripts/release-rules';

const changelog =
  '# Changelog\n\n## Unreleased\n\n### Bases\n- Takes more.\n\n## 0.1.0 (2026-01-02)\n\n- All there is.\n';

const ready: ReleaseFacts = {
  version: '0.2.0',
  current: '0.1.0',
  changelog,
  status: '',
  tags: ['v0.1.0'],
  placeholders: [],
};

describe('a release', () => {
  it('may begin where the version is new, changes are listed and all is committed', () => {
    expect(hindrances(ready)).toEqual([]);
    expect(hindrances({ ...ready, version: '0.10.0', current: '0.9.3' })).toEqual([]);
  });

  it('may be the first one, of the version that package.json has already', () => {
    const first = { version: '0.1.0', changelog: '## Unreleased\n\n- All there is.\n', tags: [''] };
    expect(hindrances({ ...ready, ...first })).toEqual([]);
  });

  it.each<[Partial<ReleaseFacts>, RegExp]>([
    [{ version: '' }, /three numbers are needed/],
    [{ version: '1.2' }, /three numbers are needed/],
    [{ version: '1.2.0-beta' }, /three numbers are needed/],
    [{ version: '0.2.0', current: '0.10.0' }, /0\.2\.0 comes before 0\.10\.0/],
    [{ tags: ['v0.2.0'] }, /0\.2\.0 has been released already/],
    [{ changelog: `${changelog}\n## 0.2.0 (2026-01-03)\n` }, /0\.2\.0 has been released already/],
    [{ changelog: '## Unreleased\n\nNothing yet.\n\n## 0.1.0\n\n- All there is.\n' }, /lists nothing under/],
    [{ changelog: '## 0.1.0\n\n- All there is.\n' }, /lists nothing under/],
    [{ status: ' M src/cli.ts\n' }, /Not everything is committed:\n M src\/cli\.ts/],
    [{ placeholders: ['package.json', 'SECURITY.md'] }, /a placeholder.* in package\.json, SECURITY\.md/],
  ])('is refused with %j', (facts, sentence) => {
    expect(hindrances({ ...ready, ...facts })).toEqual([expect.stringMatching(sentence)]);
  });

  it('names all that is in its way at once', () => {
    expect(
      hindrances({ ...ready, version: 'x', status: '?? a', placeholders: ['package.json'] }),
    ).toHaveLength(3);
  });
});

describe("a release's changelog", () => {
  it('has what was unreleased under the version and its day, and room for what comes', () => {
    const after = releasedChangelog(changelog, '0.2.0', '2026-05-04');
    expect(after).toBe(
      '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-05-04)\n\n### Bases\n- Takes more.\n\n## 0.1.0 (2026-01-02)\n\n- All there is.\n',
    );
    expect(unreleasedIn(changelog)).toBe('\n### Bases\n- Takes more.\n\n');
    expect(unreleasedIn(after).trim()).toBe('');
  });
});

it('the checksums of a release stand by name, as sha256sum reads them', () => {
  expect(sumLines({ 'b.vsix': '22', 'a.vsix': '11' })).toBe('11  a.vsix\n22  b.vsix\n');
});
