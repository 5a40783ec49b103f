import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveScreen } from '../../../src/cli/live-screen';
import { progressBar } from '../../../src/cli/progress-bar';
import { quoted, shownPath } from '../../../src/cli/shown-path';
import { harmless, styleFor, uncoloured } from '../../../src/cli/style';
import { createTerminal, csvRow } from '../../../src/cli/terminal';
import { shortName, tableLines, widthOf } from '../../../src/cli/text-table';
import { KeptStream, shownLines } from '../../fixtures/terminal-sample';

describe('the screen', () => {
  it('keeps the live line below the lines that stay', () => {
    const output = new KeptStream(true);
    const screen = new LiveScreen(output, output);
    screen.live('1 of 2');
    screen.line('stays');
    screen.error('stays too');
    screen.live('2 of 2');
    expect(shownLines(output)).toEqual(['stays', 'stays too', '2 of 2']);
    screen.live('');
    expect(shownLines(output)).toEqual(['stays', 'stays too', '']);
  });

  it('shows no live line where no one sees it change', () => {
    const output = new KeptStream(false);
    new LiveScreen(output, output).live('1 of 2');
    expect(output.text).toBe('');
    const dumb = new KeptStream(true);
    const where = { installation: {} as never, node: {} as never };
    createTerminal(dumb, dumb, { TERM: 'dumb' }, where).screen.live('1 of 2');
    expect(dumb.text).toBe('');
  });

  it('writes no no-break spaces', () => {
    const output = new KeptStream();
    new LiveScreen(output, output).line('1\u00a0s');
    expect(output.text).toBe('1 s\n');
  });
});

describe('colours', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
  ])('are written to %j where the environment is %j: %s', (stream, environment, expected) => {
    expect(styleFor(stream, environment) !== uncoloured).toBe(expected);
  });

  it('takes what could steer a terminal out of a text', () => {
    expect(harmless('a\u001b[31m\tb\r\nc\u202ed\u0085')).toBe('a\ufffd[31m\tb\ufffd\ufffdc\ufffdd\ufffd');
    expect(harmless('Häuser 喵 👩‍🚀')).toBe('Häuser 喵 👩‍🚀');
  });
});

describe('a table', () => {
  it('is aligned, also with wide characters and marks', () => {
    const mark = (text: string) => `<${text}>`;
    expect(
      tableLines(
        [
          ['喵', '1'],
          [{ text: 'cat', mark }, '100'],
        ],
        ['left', 'right'],
        ' ',
      ),
    ).toEqual([' 喵     1', ' <cat>  100']);
    expect([widthOf('e\u0301'), widthOf('喵'), widthOf('abc')]).toEqual([1, 2, 3]);
    const family = '👩‍👩‍👧';
    expect([widthOf(family), widthOf('🇨🇭'), widthOf('👍🏽')]).toEqual([2, 2, 2]);
    expect(shortName(family.repeat(30)).split('…')[1]).toBe(family.repeat(9));
  });
});

describe('a name in a table', () => {
  it('is cut in its middle where it is long, so that both ends tell', () => {
    expect(shortName('cat')).toBe('cat');
    const short = shortName(`${'a'.repeat(100)}喵${'b'.repeat(100)}`);
    expect(short).toMatch(/^a+…b+$/);
    expect(widthOf(short)).toBe(40);
    expect(widthOf(shortName('喵'.repeat(100)))).toBeLessThanOrEqual(40);
  });
});

describe('a progress bar', () => {
  it('shows how far, a note and the time left', () => {
    const bar = progressBar({ title: 'train', done: 1, total: 2, note: 'loss 1', secondsLeft: 61.2 }, 100);
    expect(bar.replaceAll('\u00a0', ' ')).toBe('train ██████████░░░░░░░░░░ 1/2  1 min 01 s left  loss 1');
  });

  it('gets shorter on a narrow terminal before the figures do', () => {
    const shown = { title: 'frozen prefix', done: 1_000, total: 20_000, note: 'loss 1', secondsLeft: 61.2 };
    const bar = progressBar(shown, 39).replaceAll('\u00a0', ' ');
    expect(bar).toBe('frozen prefix ░░░░ 1000/20000  1 min 01');
    expect(progressBar({ ...shown, secondsLeft: 9 }, 50)).toMatch(
      /^frozen prefix █░{14} 1000\/20000 {2}9.s left/,
    );
  });

  it.each([
    [0, 0],
    [5, 2],
    [-1, 2],
  ])('bears %i of %i', (done, total) => {
    expect(progressBar({ title: 't', done, total, secondsLeft: null }, 100)).toMatch(/^t [█░]{20} /);
  });
});

describe('a path', () => {
  it('is shown from the current folder where it lies in it', () => {
    expect(shownPath('/a/b/c.yaml', '/a/b')).toBe('c.yaml');
    expect(shownPath('/a/c.yaml', '/a/b')).toBe('/a/c.yaml');
    expect(shownPath('/a/b', '/a/b')).toBe('/a/b');
  });
});

/** Names that shells take for more than their letters. */
const names = [
  ...[
    'a b',
    'a&b',
    'a;b',
    'a|b',
    'a<b',
    'a>b',
    'a(b)',
    'a$b',
    '$(b)',
    'a`b`',
    "it's",
    '"a"',
    'a*b',
    'a?b',
    '[a]',
  ],
  ...['{a,b}', '#a', '~', '~a', '!a', 'a!b', '=ls', '%1', '-n', '--json', 'a\\b', '^a', 'a^b', "a'b'c d$e"],
  ...['Häuser', '喵', '“a”', '‘a’', 'a\u00a0b', 'a\nb', 'a\tb', '👩‍🚀 x', 'e\u0301'],
];

describe('a path behind a printed command', () => {
  it('is plain where shells take it as it is, and else in quotes', () => {
    expect(quoted('runs/2026-05-04T12-30-05-case1', 'linux')).toBe('runs/2026-05-04T12-30-05-case1');
    expect(quoted('cats & dogs/runs/1', 'linux')).toBe('"cats & dogs/runs/1"');
    expect(quoted("it's/1", 'linux')).toBe('"it\'s/1"');
    expect(quoted("it's $5", 'linux')).toBe("'it'\\''s $5'");
    expect(quoted('-n/runs/1', 'linux')).toBe('./-n/runs/1');
  });

  it.skipIf(process.platform === 'win32').each(['sh', 'bash'])('comes back from %s as it was', (shell) => {
    // Signs that no one sees are spelt out as bash, zsh and ksh have it, but not every sh.
    const known = names.filter((name) => shell !== 'sh' || !quoted(name, 'linux').startsWith('$'));
    for (const name of known) {
      const typed = quoted(name, 'linux');
      const back = execFileSync(shell, ['-c', `printf %s ${typed}`], { encoding: 'utf8' });
      expect(path.normalize(back), name).toBe(path.normalize(name));
    }
  });

  it('has no sign on Windows that cmd or PowerShell take for more', () => {
    expect(quoted('C:\\pets\\runs\\1', 'win32')).toBe('C:\\pets\\runs\\1');
    expect(quoted('C:\\cats & dogs', 'win32')).toBe('"C:\\cats & dogs"');
    expect(quoted('C:\\a;b', 'win32')).toBe('"C:\\a;b"');
    expect(quoted('C:\\a^(b)', 'win32')).toBe('"C:\\a^(b)"');
    expect(quoted("C:\\it's", 'win32')).toBe('"C:\\it\'s"');
    expect(quoted("C:\\$it's", 'win32')).toBe("'C:\\$it''s'");
    expect(quoted('-n', 'win32')).toBe('.\\-n');
  });
});

describe('a table of commas', () => {
  it('has each row as RFC 4180 wants it', () => {
    expect(csvRow(['a', 'b c', 0.5])).toBe('a,b c,0.5\r\n');
    expect(csvRow(['a,b', 'say "a"', 'a\nb', 'a\rb', ' a', ''])).toBe(
      '"a,b","say ""a""","a\nb","a\rb"," a",\r\n',
    );
  });
});
