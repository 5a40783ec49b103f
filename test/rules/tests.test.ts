import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import config from '../../vitest.config.mjs';
import { clocks, readTestFile, testFile, testNames, unsureExpectations } from './test-code';

const root = path.resolve(import.meta.dirname, '../..');

const files = ['bench', 'scripts', 'src', 'test', 'webview']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(folder, file).replaceAll(path.sep, '/'),
    ),
  )
  .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
  .map((file) => readTestFile(root, file));
const unit = files.filter(({ name }) => /^test\/(unit|rules)\//.test(name));
const sample = (text: string) => testFile('a.test.ts', text);

/** As far as the patterns of the levels go: `{a,b}`, `**` for folders, and `*` within a name. */
function asExpression(pattern: string): RegExp {
  const signs: Readonly<Record<string, string>> = {
    '{': '(?:',
    '}': ')',
    ',': '|',
    '**/': '(?:.*/)?',
    '*': '[^/]*',
  };
  return new RegExp(`^${pattern.replace(/\*\*\/|[*{},.]/g, (sign) => signs[sign] ?? `\\${sign}`)}$`);
}

/** What a table puts into the name are mere examples of what holds. */
const saysLittle = (name: string) => (name.match(/[\p{L}\d]{2,}/gu) ?? []).length < 3;

describe('a test', () => {
  it('is found by a level', () => {
    const projects = config.test?.projects as readonly {
      readonly test: { readonly include: readonly string[] };
    }[];
    const patterns = projects.flatMap(({ test }) => test.include).map(asExpression);
    expect(files.length).toBeGreaterThan(100);
    expect(files.map(({ name }) => name).filter((name) => !patterns.some((one) => one.test(name)))).toEqual(
      [],
    );
  });

  it('expects nothing where it may not come by, or where nobody hears of it', () => {
    expect(files.flatMap(unsureExpectations)).toEqual([]);
  });

  it.each([
    'if (one) expect(1).toBe(1)',
    'one ? expect(1).toBe(1) : 0',
    'one && expect(1).toBe(1)',
    'switch (one) { case 1: expect(1).toBe(1) }',
    'try { work() } catch { expect(1).toBe(1) }',
    'try { expect(1).toBe(1) } catch {}',
    'work().catch(() => expect(1).toBe(1))',
    'work().then(go, () => expect(1).toBe(1))',
    'it("a", () => { if (one) return; expect(1).toBe(1) })',
    'it("a", () => { for (const one of all) { if (one) continue; expect(1).toBe(1) } })',
  ])('is seen to expect something that it may not come by: %s', (text) => {
    expect(unsureExpectations(sample(text))).toEqual(['a.test.ts:1']);
  });

  it('may expect something of what a condition gives', () => {
    const text = 'try { expect(one ? 1 : 2).toBe(1) } finally { if (one) close() }\nexpect(1).toBe(1)';
    expect(unsureExpectations(sample(text))).toEqual([]);
  });

  it('has a name of its own in its file', () => {
    const twice = files.flatMap((file) => {
      const names = testNames(file);
      return names
        .filter((name, index) => names.indexOf(name) !== index)
        .map((name) => `${file.name}: ${name}`);
    });
    expect(twice).toEqual([]);
    const text = "describe('a', () => { it('b', () => {}); it.each([1])('b', () => {}) }); it('b', () => {})";
    expect(testNames(sample(text))).toEqual(['a b', 'a b', 'b']);
  });

  it('has a name that says what holds, in words of its own', () => {
    const short = files.flatMap((file) =>
      testNames(file)
        .filter(saysLittle)
        .map((name) => `${file.name}: ${name}`),
    );
    expect(short).toEqual([]);
    expect(['parse works', 'places %j', '%s and %s: %s'].filter(saysLittle)).toHaveLength(3);
  });
});

/** What can only be seen by real waiting, with what is waited for. */
const waits: Readonly<Record<string, string>> = {
  'test/unit/disk/bases/base-location.test.ts': 'a server that sends slowly, but steadily',
  'test/unit/disk/bases/proxied-fetch.test.ts':
    'a process that is to have got something before it breaks off',
  'test/unit/disk/images/name-groups.test.ts': 'a pattern that goes on for ever, in a thread of its own',
};

describe('a test of the unit level', () => {
  it('neither reads nor waits for the clock', () => {
    const reading = unit.filter((file) => clocks(file).length > 0);
    expect(reading.filter(({ name }) => !(name in waits)).flatMap(clocks)).toEqual([]);
    expect(reading.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(waits)));
  });

  it.each([
    'Date.now()',
    'performance.now()',
    'new Date()',
    'setTimeout(go, 5)',
    'setInterval(go, 5)',
    "import { setTimeout as wait } from 'node:timers/promises'",
  ])('is seen to use the clock: %s', (text) => {
    expect(clocks(sample(text))).toEqual(['a.test.ts:1']);
  });

  it('may make a time, and clocks that stand still', () => {
    expect(clocks(sample("new Date('2026-05-04'); vi.useFakeTimers({ toFake: ['setTimeout'] })"))).toEqual(
      [],
    );
  });
});

it('each room of the sources has a floor for what the unit level runs of it', () => {
  const rooms = readdirSync(path.join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}/**/*.ts`);
  const floors = config.test?.coverage?.thresholds ?? {};
  expect(Object.keys(floors).filter((files) => files.startsWith('src/'))).toEqual(rooms.sort());
});
