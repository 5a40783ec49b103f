import { describe, expect, it } from 'vitest';
import { armTables, figuresTable, ratiosOf } from '../../../bench/results-text';
import { inTurn, type Turns } from '../../../bench/rounds';
import { type Figure, NotAvailable, type Took } from '../../../bench/trial';

const took = (seconds: number, processorSeconds: number, peakBytes = 1e8): Took => ({
  ...{ seconds, processorSeconds, peakBytes },
});
const figure: Figure = {
  what: 'ours / theirs',
  arm: 'ours',
  against: 'theirs',
  quantity: 'time',
  atMost: 0.5,
};
const turns = (ours: readonly Took[], theirs: readonly Took[]): Turns =>
  new Map([
    ['ours', ours],
    ['theirs', theirs],
  ]);

describe('the figures of a benchmark', () => {
  it('are the ratios of each round, so that a slow round slows both arms', () => {
    const found = ratiosOf(figure, turns([took(1, 2), took(4, 8)], [took(2, 5), took(8, 20)]));
    expect(found).toEqual({ wall: [0.5, 0.5], processor: [0.4, 0.4], reached: 'reached' });
  });

  it('say by which clock a figure was reached where the two disagree', () => {
    expect(ratiosOf(figure, turns([took(6, 4)], [took(10, 10)]))).toMatchObject({
      reached: 'by processor seconds',
    });
    expect(ratiosOf(figure, turns([took(4, 6)], [took(10, 10)]))).toMatchObject({ reached: 'by wall clock' });
    expect(ratiosOf(figure, turns([took(6, 6)], [took(10, 10)]))).toMatchObject({ reached: 'missed' });
  });

  it('count time by the unit of work where the arms did not do the same', () => {
    const grown: Figure = { ...figure, units: [10, 1], atMost: 1.2 };
    const found = ratiosOf(grown, turns([took(11, 13)], [took(1, 1)]));
    expect(found).toEqual({ wall: [1.1], processor: [1.3], reached: 'by wall clock' });
  });

  it('compare memory by its peaks', () => {
    const memory: Figure = { ...figure, quantity: 'peak memory', atMost: 1 };
    expect(ratiosOf(memory, turns([took(9, 9, 2e8)], [took(1, 1, 4e8)]))).toMatchObject({
      ...{ wall: [0.5], reached: 'reached' },
    });
  });

  it('say plainly what can not be done here, and what failed', async () => {
    const arms = [
      { name: 'ours', run: () => Promise.reject(new NotAvailable('It does not train\nthe base.')) },
      { name: 'theirs', run: () => Promise.resolve(took(1, 1)) },
    ];
    const trial = { about: 'Both do the same.', arms, figures: [figure] };
    const said: string[] = [];
    const result = {
      title: 'Part',
      trials: [{ trial, turns: await inTurn(trial, 2, (text) => said.push(text)) }],
    };
    expect(figuresTable([result])).toContain(
      '| ours / theirs | – | – | 0.5 | not available: It does not train the base. |',
    );
    expect(armTables(result)).toContain('| ours | not available |  |  |');
    // An arm that can't run is not asked again; the others go on.
    expect(said).toHaveLength(3);
    const broken = turns([], []);
    const failed = new Map([...broken, ['theirs', { reason: 'It broke.', failed: true }]]) as Turns;
    expect(figuresTable([{ title: 'Part', trials: [{ trial, turns: failed }] }])).toContain(
      '**failed**: It broke.',
    );
  });

  it('write small shares as fractions, and medians with their spread', () => {
    const small: Figure = { ...figure, atMost: 1 / 20 };
    const trial = { about: '', arms: [], figures: [small] };
    const many = turns([took(1, 1), took(1, 1), took(2, 2)], [took(50, 50), took(20, 20), took(80, 80)]);
    expect(figuresTable([{ title: 'Part', trials: [{ trial, turns: many }] }])).toContain(
      '| ours / theirs | 1/40 (1/50–1/20) | 1/40 (1/50–1/20) | 1/20 | reached |',
    );
  });
});
