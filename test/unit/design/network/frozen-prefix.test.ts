import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../src/design/base/graph-facts';
import { layersUpTo, legalCuts } from '../../../../src/design/base/legal-cuts';
import { seededRandom, shuffle } from '../../../../src/design/images/random';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import { keptBase } from '../../../../src/design/network/freeze-map';
import { frozenPrefixEnd } from '../../../../src/design/network/frozen-prefix';
import { demoLike, GraphBuilder, inception, mobileNetLike, residual } from '../../../fixtures/layer-graphs';

function kept(graph: LayerGraph, cut?: string) {
  const facts = factsOf(graph);
  if (facts === undefined) throw new Error('no layers');
  return keptBase(facts, cut ?? facts.cutBeforeClassifier);
}

describe('the frozen prefix', () => {
  it('is all that is kept where only the head trains', () => {
    expect(frozenPrefixEnd(kept(demoLike()), ['head_classes'])).toBe('dense2_relu');
    expect(frozenPrefixEnd(kept(demoLike(), 'pool2'), ['head_classes'])).toBe('pool2');
  });

  it('ends outside of the branch in which something trains', () => {
    expect(frozenPrefixEnd(kept(residual()), ['block2_conv2', 'head_classes'])).toBe('block1_out');
    expect(frozenPrefixEnd(kept(inception()), ['mixed2_b2'])).toBe('mixed1');
  });

  it('is the input layer where the first layer with weights trains, whatever stands before it', () => {
    expect(frozenPrefixEnd(kept(demoLike()), ['conv1'])).toBe('input');
    const padded = new GraphBuilder().add('rescale', 'Rescaling').conv('conv1', 4).conv('conv2', 4).graph();
    expect(frozenPrefixEnd(kept(padded), ['conv1'])).toBe('input');
    expect(frozenPrefixEnd(kept(padded), ['conv2'])).toBe('conv1');
  });

  it('is the deepest legal cut with nothing trainable at or below it, for any choice of layers', () => {
    const random = seededRandom('prefixes');
    for (const graph of [demoLike(), residual(4), inception(), mobileNetLike()]) {
      const base = kept(graph);
      for (let round = 0; round < 50; round++) {
        const trainable = shuffle(base.weighted, random).slice(0, 1 + Math.floor(random() * 4));
        const isFree = (cut: string) => !trainable.some((name) => layersUpTo(graph, cut).has(name));
        const below = layersUpTo(graph, base.cut);
        const free = legalCuts(graph).filter((cut) => below.has(cut) && isFree(cut));
        const deepest = free.at(-1) ?? 'input';
        const computes = base.weighted.some((name) => layersUpTo(graph, deepest).has(name));
        expect(frozenPrefixEnd(base, trainable)).toBe(computes ? deepest : 'input');
      }
    }
  });
});
