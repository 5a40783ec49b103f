import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../../src/design/words/nearest-name';

describe('the nearest name', () => {
  const keys = ['batchSize', 'optimizer', 'seed', 'cache', 'augment', 'classWeights', 'fallback', 'phases'];
  it.each([
    ['batchsize', 'batchSize'],
    ['batch_size', 'batchSize'],
    ['Batch Size', 'batchSize'],
    ['optimiser', 'optimizer'],
    ['opt', 'optimizer'],
    ['sede', 'seed'],
    ['chache', 'cache'],
    ['phase', 'phases'],
    ['pahses', 'phases'],
    ['zebra', undefined],
    ['', undefined],
    ['-', undefined],
    ['x', undefined],
    ['a'.repeat(100_000), undefined],
  ])('of %s is %s', (name, expected) => {
    expect(nearestName(name, keys)).toBe(expected);
  });

  it('is the first of several that are equally near', () => {
    expect(nearestName('conv3', ['conv1', 'conv2'])).toBe('conv1');
  });

  it('is not a beginning that fits several', () => {
    expect(nearestName('block', ['block_expand_1', 'block_expand_2'])).toBeUndefined();
  });

  it('is never the name itself', () => {
    expect(nearestName('conv1', ['conv1'])).toBeUndefined();
  });

  it('is none where there are no candidates', () => {
    expect(nearestName('conv1', [])).toBeUndefined();
  });
});
