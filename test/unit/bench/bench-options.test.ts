import { afterEach, describe, expect, it, vi } from 'vitest';
import { benchOptions } from '../../../bench/bench-options';

const options = {
  rounds: { says: 'how often', default: 3 },
  minutes: { says: 'of typing', default: 30, least: 0 },
  only: { says: 'parts', among: ['limit', 'growth'] },
  output: { says: 'a file', default: 'results.md' },
} as const;

function called(...words: readonly string[]) {
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'bench.ts', ...words]);
  const told = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((one) =>
    one.mockImplementation(() => {}),
  );
  vi.spyOn(process, 'exit').mockImplementation((status) => {
    throw new Error(`Ended with ${status}.\n${told.flatMap(({ mock }) => mock.calls.flat()).join('\n')}`);
  });
  return benchOptions('bench', options);
}

describe('what a bench is called with', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is what was given, and what is usual where it was left out', () => {
    expect(called()).toEqual({ rounds: 3, minutes: 30, only: undefined, output: 'results.md' });
    expect(called('--rounds', '1', '--minutes', '0', '--only', 'growth,limit')).toMatchObject({
      ...{ rounds: 1, minutes: 0, only: 'growth,limit' },
    });
  });

  it('is told by --help, and nothing is measured', () => {
    expect(() => called('--help')).toThrow(
      /^Ended with 0\.\nnpm run bench -- .*\n {2}--rounds how often \(3\)\n[\s\S]*--only parts: limit, growth\n/,
    );
  });

  it.each([
    [['--rounds', '0'], '--rounds takes a whole number of 1 or more.'],
    [['--rounds', '1.5'], '--rounds takes a whole number of 1 or more.'],
    [['--minutes='], '--minutes takes a whole number of 0 or more.'],
    [['--only', 'limit,nothing'], '--only takes none called nothing.'],
    [['--round', '1'], "Unknown option '--round'"],
  ])('is refused before anything takes its time, with what it may be: %j', (words, why) => {
    expect(() => called(...words)).toThrow(`Ended with 2.\n${why}`);
    expect(() => called(...words)).toThrow('--output a file (results.md)');
  });
});
