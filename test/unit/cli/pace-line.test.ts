import { expect, it } from 'vitest';
import { paceLine } from '../../../src/cli/pace-line';

const run = { images: 150, seconds: 6 };

it('tells how many images a second the parts of a run did, and the limit that its parts set', () => {
  const parts = { decoding: { images: 150, seconds: 1.5 }, prefix: { images: 600, seconds: 3 } };
  const training = { images: 2_400, seconds: 2 };
  expect(paceLine({ ...parts, training, limit: { images: 150, seconds: 3 }, run })).toBe(
    'decoding 100, frozen layers 200, training 1,200; the whole run 25 of at most 50, had nothing but these taken time',
  );
});

it('leaves out parts of a run that had nothing to do', () => {
  const rates = { decoding: null, prefix: null, training: null, limit: null, run };
  expect(paceLine(rates)).toBe('the whole run 25');
});
