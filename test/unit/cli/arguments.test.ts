import { describe, expect, it } from 'vitest';
import { commandNames, readArguments, UsageError } from '../../../src/cli/arguments';
import { helpText } from '../../../src/cli/help';

describe("the terminal's arguments", () => {
  it.each([
    [['check'], { command: 'check', file: '.', images: false, json: false, settings: [] }],
    [
      ['check', '--images', 'a.yaml', '--json'],
      { command: 'check', file: 'a.yaml', images: true, json: true, settings: [] },
    ],
    [['plan', 'folder'], { command: 'plan', file: 'folder', json: false, settings: [] }],
    [
      ['train', '--json', 'a b.yaml'],
      { command: 'train', file: 'a b.yaml', json: true, quiet: false, settings: [] },
    ],
    [
      ['train', '--quiet', '--set', 'case=3', '--set=train.phases[0].epochs=4'],
      {
        ...{ command: 'train', file: '.', json: false, quiet: true },
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
    [['resume', 'runs/1'], { command: 'resume', run: 'runs/1', json: false, quiet: false }],
    [['resume', '-q', 'runs/1'], { command: 'resume', run: 'runs/1', json: false, quiet: true }],
    [['stop', 'runs/1'], { command: 'stop', runs: ['runs/1'], json: false }],
    [['stop', 'runs/1', 'runs/2', '--json'], { command: 'stop', runs: ['runs/1', 'runs/2'], json: true }],
    [
      ['predict', 'runs/1', 'a.png', '--', '-b.png'],
      { command: 'predict', run: 'runs/1', images: ['a.png', '-b.png'], format: 'people', top: undefined },
    ],
    [
      ['predict', 'runs/1', 'folder', '--csv', '--top', '2'],
      { command: 'predict', run: 'runs/1', images: ['folder'], format: 'csv', top: 2 },
    ],
    [
      ['predict', 'runs/1', 'folder', '--json'],
      { command: 'predict', run: 'runs/1', images: ['folder'], format: 'json', top: undefined },
    ],
    [['runtime'], { command: 'runtime', mode: 'install' }],
    [['runtime', '--if-missing'], { command: 'runtime', mode: 'if-missing' }],
    [['runtime', '--check'], { command: 'runtime', mode: 'check' }],
    [[], { command: 'help', about: undefined }],
    [['--help'], { command: 'help', about: undefined }],
    [['help', 'plan'], { command: 'help', about: 'plan' }],
    [['predict', '--help'], { command: 'help', about: 'predict' }],
    [['train', '-h'], { command: 'help', about: 'train' }],
    [['--version'], { command: 'version' }],
  ])('reads %j', (words, command) => {
    expect(readArguments(words)).toEqual(command);
  });

  it.each([
    [['chekc'], 'Did you mean `check`?'],
    [['bogus'], 'There is no command `bogus`'],
    [['train', '--jsn'], '--json'],
    [['train', '--json=yes'], '--json'],
    [['train', 'a', 'b'], 'takes one FILE, not 2'],
    [['resume'], "needs one run's folder"],
    [['resume', 'a', 'b'], "needs one run's folder"],
    [['predict', 'runs/1'], 'at least one image'],
    [['predict', 'runs/1', 'a.png', '--json', '--csv'], 'takes one of --json and --csv'],
    [['predict', 'runs/1', 'a.png', '--top', '0'], 'at least 1, as --top, not 0'],
    [['predict', 'runs/1', 'a.png', '--top', 'many'], 'at least 1, as --top, not many'],
    [['stop'], "needs a run's folder, or several"],
    [['train', '--set', 'case'], 'Write KEY=VALUE'],
    [['train', '--set'], '--set'],
    [['plan', '--set', 'cut=[a'], "can't be read"],
    [['resume', 'a', '--set', 'case=3'], 'its options are'],
    [['runtime', 'now'], 'takes options only'],
    [['runtime', '--check', '--if-missing'], 'takes one of --if-missing and --check'],
  ])('refuses %j and says what to type', (words, message) => {
    expect(() => readArguments(words)).toThrow(UsageError);
    expect(() => readArguments(words)).toThrow(message);
  });
});

describe('--help', () => {
  it.each([undefined, ...commandNames])(
    'for %s has a usage line and the exit statuses, in 110 columns',
    (name) => {
      const text = helpText(name);
      expect(text).toContain(`Usage: transfer-designer ${name ?? 'COMMAND'}`);
      expect(text).toContain('Exit status: 0');
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
    },
  );

  it('names every command', () => {
    for (const name of commandNames) expect(helpText(undefined)).toContain(`\n  ${name} `);
  });
});
