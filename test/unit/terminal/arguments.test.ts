import { describe, expect, it } from 'vitest';
import { commandNames, readArguments, UsageError } from '../../../src/terminal/arguments';
import { helpText } from '../../../src/terminal/help';

describe("the terminal's arguments", () => {
  it.each([
    [['check'], { command: 'check', file: '.', images: false, json: false }],
    [
      ['check', '--images', 'a.yaml', '--json'],
      { command: 'check', file: 'a.yaml', images: true, json: true },
    ],
    [['plan', 'folder'], { command: 'plan', file: 'folder', json: false }],
    [['train', '--json', 'a b.yaml'], { command: 'train', file: 'a b.yaml', json: true }],
    [['resume', 'runs/1'], { command: 'resume', run: 'runs/1', json: false }],
    [
      ['predict', 'runs/1', 'a.png', '--', '-b.png'],
      { command: 'predict', run: 'runs/1', images: ['a.png', '-b.png'], json: false },
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
