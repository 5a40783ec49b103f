import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program';

const root = path.resolve(import.meta.dirname, '../..');

/** What people read of the project, from its root. */
const documents = ['.', 'docs', 'bench', 'test', 'models/demo', 'examples/digits', 'examples/emoji-groups']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md')
      .map((name) => path.posix.join(folder, name)),
  )
  .map((name) => ({ name, text: readFileSync(path.join(root, name), 'utf8') }));

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** All that matches anywhere, with the document that it stands in. */
function found(
  pattern: RegExp,
  wrong: (match: RegExpMatchArray, name: string) => boolean,
): readonly string[] {
  return documents.flatMap(({ name, text }) =>
    [...text.matchAll(pattern)].filter((match) => wrong(match, name)).map(([words]) => `${name}: ${words}`),
  );
}

/** The anchors of a page's headings, as GitHub and the editor make them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the documents', () => {
  it('link to files and headings that are there', () => {
    expect(documents.length).toBeGreaterThan(15);
    const links = /\]\((?!https?:|data:)([^)\s#]*)(?:#([^)\s]*))?\)/g;
    const lost = found(links, ([, file = '', heading], name) => {
      const place = file === '' ? name : path.posix.join(path.posix.dirname(name), file);
      if (!existsSync(path.join(root, place))) return true;
      return heading !== undefined && !anchorsOf(readFileSync(path.join(root, place), 'utf8')).has(heading);
    });
    expect(lost).toEqual([]);
  });

  it('name scripts of the project that are there', () => {
    const scripts = new Set(Object.keys(manifest.scripts));
    expect(found(/npm run (?:--silent )?([a-z][\w:-]*)/g, ([, script = '']) => !scripts.has(script))).toEqual(
      [],
    );
  });

  it('call the terminal by commands and options that are there', () => {
    const { commands, options } = createProgram('', async () => {});
    const known = new Map(
      commands.map((command) => [
        command.name(),
        new Set([...command.options, ...options].flatMap(({ long, short }) => [long, short, '--help'])),
      ]),
    );
    const called = /(?:^ *|[`\s])transfer-designer\s+([a-z][\w-]*)([^`\n#]*)/gm;
    const wrongly = ([, name = '', rest = '']: RegExpMatchArray) => {
      const taken = known.get(name);
      const options = [...rest.matchAll(/(?<=\s)--?[a-zA-Z][\w-]*/g)];
      return taken === undefined || options.some(([one]) => !taken.has(one));
    };
    // In a sentence a command stands without the program's name.
    const mentioned = new RegExp(`\`(${[...known.keys()].join('|')}) ([^\`\\n]*--[^\`\\n]*)\``, 'g');
    const inSentences = found(mentioned, ([, name = '', rest = '']) => wrongly(['', name, ` ${rest}`]));
    expect([...found(called, wrongly), ...inSentences]).toEqual([]);
  });

  it("name the editor's commands as the palette does", () => {
    const titles = new Set(
      manifest.contributes.commands.map(
        ({ category, title }: { readonly category: string; readonly title: string }) =>
          `${category}: ${title}`,
      ),
    );
    expect(
      found(/\*(Transfer: [^*]+)\*/g, ([, title = '']) => !titles.has(title.replace(/\s+/g, ' '))),
    ).toEqual([]);
  });

  it('name source files that are there', () => {
    const sources = ['src', 'webview', 'test', 'scripts', 'bench'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `/${folder}/${file.replaceAll('\\', '/')}`,
      ),
    );
    const lost = found(
      /`([\w./-]+\.tsx?)`/g,
      ([, file = '']) => !sources.some((one) => one.endsWith(`/${file}`)),
    );
    expect(lost).toEqual([]);
  });

  it('say of each folder that is kept beside a project what deleting it does', () => {
    const source = path.join(root, 'src');
    const kept = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(path.join(source, file), 'utf8').matchAll(/join\([\w.]+, '\.transfer', '(\w+)'/g),
      ])
      .map(([, name = '']) => name);
    expect(kept).toContain('features');
    const using = readFileSync(path.join(root, 'docs', 'using.md'), 'utf8');
    expect(
      kept.filter(
        (name) => !using.includes(`| \`.transfer/${name}\``) && !using.includes(`, \`.transfer/${name}\``),
      ),
    ).toEqual([]);
  });
});
