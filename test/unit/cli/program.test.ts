import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program';
import { expectGolden } from '../../fixtures/golden-text';

interface Answer {
  readonly work?: string;
  readonly call?: unknown;
  readonly text: string;
  readonly status: number;
}

/** What the program makes of the words behind its name, without doing it. */
async function answerTo(words: readonly string[]): Promise<Answer> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  let started = {};
  const program = createProgram(
    '1.2.3',
    async (work, call) => {
      started = { work: work.name, call };
    },
    { writeOut: write, writeErr: write, getOutHelpWidth: () => 80, getErrHelpWidth: () => 80 },
  );
  try {
    await program.parseAsync(words, { from: 'user' });
    return { ...started, text, status: 0 };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { text, status: error.exitCode };
  }
}

const commandNames = createProgram('', async () => {}).commands.map((command) => command.name());

describe("the terminal's arguments", () => {
  it.each([
    [['check'], 'check', { file: '.', images: false, json: false, settings: [] }],
    [
      ['check', '--images', 'a.yaml', '--json'],
      'check',
      { file: 'a.yaml', images: true, json: true, settings: [] },
    ],
    [['plan', 'folder'], 'plan', { file: 'folder', json: false, settings: [] }],
    [['plan', '--on'], 'plan', { file: '.', json: false, settings: [], on: true }],
    [
      [
        'plan',
        'a',
        '--on',
        'http://127.0.0.1:8265',
        '--images',
        '1,000,000',
        '--workers=64',
        '--network',
        '25',
      ],
      'plan',
      {
        ...{ file: 'a', json: false, settings: [], on: 'http://127.0.0.1:8265' },
        ...{ images: 1_000_000, workers: 64, network: 25 },
      },
    ],
    [
      ['train', '--json', 'a b.yaml'],
      'train',
      { file: 'a b.yaml', json: true, quiet: false, gpu: false, settings: [] },
    ],
    [
      ['train', '--quiet', '--set', 'case=3', '--set=train.phases[0].epochs=4'],
      'train',
      {
        ...{ file: '.', json: false, quiet: true, gpu: false },
        settings: [
          { words: 'case=3', path: ['case'], value: 3, source: '3' },
          {
            words: 'train.phases[0].epochs=4',
            path: ['train', 'phases', 0, 'epochs'],
            ...{ value: 4, source: '4' },
          },
        ],
      },
    ],
    [['resume', 'runs/1'], 'resume', { run: 'runs/1', json: false, quiet: false }],
    [['resume', '-q', 'runs/1'], 'resume', { run: 'runs/1', json: false, quiet: true }],
    [['stop', 'runs/1'], 'stopRuns', { runs: ['runs/1'], json: false }],
    [['stop', 'runs/1', 'runs/2', '--json'], 'stopRuns', { runs: ['runs/1', 'runs/2'], json: true }],
    [['compare'], 'compare', { runs: [], json: false }],
    [['compare', 'runs/1', 'runs/2', '--json'], 'compare', { runs: ['runs/1', 'runs/2'], json: true }],
    [
      ['predict', 'runs/1', 'a.png', '--', '-b.png'],
      'predict',
      { run: 'runs/1', images: ['a.png', '-b.png'], json: false, csv: false, top: undefined },
    ],
    [
      ['predict', 'runs/1', 'folder', '--csv', '--top', '2'],
      'predict',
      { run: 'runs/1', images: ['folder'], json: false, csv: true, top: 2 },
    ],
    [
      ['predict', 'runs/1', 'folder', '--json'],
      'predict',
      { run: 'runs/1', images: ['folder'], json: true, csv: false, top: undefined },
    ],
    [['example'], 'seeToExamples', { name: undefined, folder: undefined }],
    [['example', 'digits', 'a b'], 'seeToExamples', { name: 'digits', folder: 'a b' }],
    [['runtime'], 'seeToRuntime', { ifMissing: false, check: false }],
    [['runtime', '--if-missing'], 'seeToRuntime', { ifMissing: true, check: false }],
    [['runtime', '--check'], 'seeToRuntime', { ifMissing: false, check: true }],
  ])('reads %j', async (words, work, call) => {
    expect(await answerTo(words)).toEqual({ work, call, text: '', status: 0 });
  });

  it.each([
    [['chekc'], 'unknown command', '(Did you mean check?)'],
    [['bogus'], 'unknown command', `The commands are ${commandNames.join(', ')}`],
    [['--bogus'], 'unknown option', 'The commands are'],
    [['help', 'bogus'], '', 'Commands:'],
    [['train', '--jsn'], 'unknown option', '(Did you mean --json?)'],
    [['train', '--json=yes'], "unknown option '--json=yes'", '`transfer-designer train --help`'],
    [['train', 'a', 'b'], 'too many arguments', 'Expected 1 argument but got 2'],
    [['resume'], 'missing required argument', "'RUN'"],
    [['resume', 'a', 'b'], 'too many arguments', 'Expected 1 argument but got 2'],
    [['predict', 'runs/1'], 'missing required argument', "'IMAGE'"],
    [['predict', 'runs/1', 'a.png', '--json', '--csv'], "'--csv' cannot be used with", "'--json'"],
    [['predict', 'runs/1', 'a.png', '--top', '0'], "'0' is invalid", 'at least 1'],
    [['predict', 'runs/1', 'a.png', '--top', 'many'], "'many' is invalid", 'at least 1'],
    [['stop'], 'missing required argument', "'RUN'"],
    [['export', 'runs/1', 'net.h5'], "required option '--to <FORMAT>' not specified", '--help'],
    [['export', 'runs/1', 'net.pdf', '--to', 'pdf'], "'pdf' is invalid", 'keras, h5, onnx, tfjs, page, ray'],
    [['train', '--set', 'case'], "'case' is invalid", 'Write KEY=VALUE'],
    [['train', '--set'], "'--set <KEY=VALUE>' argument missing", '`transfer-designer train --help`'],
    [['plan', '--set', 'cut=[a'], 'is invalid', "can't be read"],
    [['plan', '--images', '5'], "option '--images' needs '--on'", '`transfer-designer plan --help`'],
    [['plan', '--on', '--workers', '0'], "'0' is invalid", 'at least 1'],
    [['plan', '--on', '--images', '1e'], "'1e' is invalid", 'Write a whole number'],
    [['resume', 'a', '--set', 'case=3'], "unknown option '--set'", '`transfer-designer resume --help`'],
    [['runtime', 'now'], 'too many arguments', 'Expected 0 arguments'],
    [['runtime', '--check', '--if-missing'], "'--check' cannot be used with", "'--if-missing'"],
  ])('refuses %j and says why and what to type', async (words, why, what) => {
    const { work, text, status } = await answerTo(words);
    expect(work).toBeUndefined();
    expect(status).toBeGreaterThan(0);
    expect(text).toContain(why);
    expect(text).toContain(what);
  });

  it('tell the version', async () => {
    for (const word of ['--version', '-v']) {
      expect(await answerTo([word])).toEqual({ text: '1.2.3\n', status: 0 });
    }
  });

  it.each(['README.md', 'docs/using.md'])('are those that %s shows', async (page) => {
    const text = readFileSync(path.join(import.meta.dirname, '../../..', page), 'utf8');
    const calls = [...text.matchAll(/transfer-designer ([a-z]+ [^`#\n]+)/g)];
    expect(calls.length).toBeGreaterThan(0);
    for (const [, call = ''] of calls) {
      expect(await answerTo(call.trim().split(/ +/))).toMatchObject({ status: 0 });
    }
  });
});

describe('the help', () => {
  it('is what people read, in the columns of their terminal', async () => {
    const calls = [['--help'], ...commandNames.map((name) => ['help', name])];
    const texts: string[] = [];
    for (const words of calls) {
      const { text, status } = await answerTo(words);
      expect(status).toBe(0);
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(text).toContain('Exit status: 0');
      texts.push(`$ transfer-designer ${words.join(' ')}\n${text}`);
    }
    expectGolden(path.join(import.meta.dirname, 'golden', 'help.txt'), texts.join('\n'));
  });

  it('is the same however it is asked for', async () => {
    const help = await answerTo(['help', 'train']);
    expect(help.text).toContain('--quiet');
    for (const words of [
      ['train', '--help'],
      ['train', '-h'],
    ]) {
      expect(await answerTo(words)).toEqual(help);
    }
  });
});
