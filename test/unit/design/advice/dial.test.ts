import { describe, expect, it } from 'vitest';
import { dialOffer } from '../../../../src/design/advice/dial';
import { factsOf } from '../../../../src/design/base/graph-facts';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { designed, header } from '../support/designed';

const facts = factsOf(demoLike());
const layers = (images: number) => facts && dialOffer(facts, 'dense2_relu', images, 44_721)?.layers;

describe('the dial between the cases', () => {
  it('offers more layers as the logarithm of the count grows', () => {
    expect([2_000, 4_000, 8_000, 16_000, 44_720].map(layers)).toEqual([1, 1, 2, 3, 4]);
  });

  it('offers nothing below 2,000 images, nor from the dividing line on', () => {
    expect(layers(1_999)).toBeUndefined();
    expect(layers(44_721)).toBeUndefined();
  });

  it('offers a legal place to freeze through', () => {
    expect(facts && dialOffer(facts, 'dense2_relu', 8_000, 44_721)?.through).toBe('flatten');
  });

  it('is silent where the file has decided', () => {
    const many = dataset({ cats: 5_000, dogs: 5_000 });
    const offers = (lines: string) =>
      designed(`${header}${lines}`, { dataset: many }).problems.some(
        ({ code }) => code === 'more-layers-could-train',
      );
    expect(offers('')).toBe(true);
    expect(offers('freeze: all\n')).toBe(false);
    expect(offers('init: random\n')).toBe(false);
    expect(offers('train: { phases: [{ train: head }] }\n')).toBe(false);
  });

  it('is among the reasons of the suggestion', () => {
    const many = dataset({ cats: 5_000, dogs: 5_000 });
    expect(designed(header, { dataset: many }).suggestion?.reasons.at(-1)).toMatch(
      /^With 10,000 images you can also/,
    );
  });
});
