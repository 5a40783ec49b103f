import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../src/design/base/graph-facts';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import { demoLike, GraphBuilder, inception, mobileNetLike, residual } from '../../../fixtures/layer-graphs';

const cuts = (graph: LayerGraph) => {
  const facts = factsOf(graph);
  return { classifier: facts?.cutBeforeClassifier, third: facts?.cutInFirstThird };
};

describe('the cuts of the cases', () => {
  it('are after the second dense layer and the second block of the demo', () => {
    expect(cuts(demoLike())).toEqual({ classifier: 'dense2_relu', third: 'pool2' });
  });

  it('are outside of residual blocks', () => {
    // 1 + 2 * 4 convolutions and a dense layer: a third are the stem and one block.
    expect(cuts(residual(4))).toEqual({ classifier: 'avg_pool', third: 'block1_out' });
  });

  it('are outside of parallel branches', () => {
    expect(cuts(inception())).toEqual({ classifier: 'avg_pool', third: 'stem' });
  });

  it('leave dropout and reshaping before the classifier to the new head', () => {
    expect(cuts(mobileNetLike())).toEqual({ classifier: 'global_average_pooling', third: 'conv_dw_2_relu' });
  });

  it('keep all of a base that has no classifier', () => {
    expect(cuts(mobileNetLike({ top: false })).classifier).toBe('conv_pw_5_relu');
    const pooled = new GraphBuilder().conv('conv1', 4).relu('relu1').average('pool');
    expect(cuts(pooled.graph()).classifier).toBe('pool');
    const features = new GraphBuilder().conv('conv1', 4).flatten('flat').dense('features', 8).relu('relu');
    expect(cuts(features.graph()).classifier).toBe('relu');
  });

  it('know a classifying convolution that is averaged afterwards by its softmax', () => {
    const squeeze = new GraphBuilder().conv('fire', 8).add('drop', 'Dropout').conv('conv10', 20, { size: 1 });
    squeeze.relu('relu10').average('pool').add('softmax', 'Softmax');
    expect(cuts(squeeze.graph()).classifier).toBe('fire');
  });

  it('know a classifier by the classes that the base names', () => {
    const named = new GraphBuilder().conv('conv1', 4).average('pool').dense('out', 2).relu('odd');
    expect(cuts(named.graph({ classes: ['cat', 'dog'] })).classifier).toBe('pool');
    expect(cuts(named.graph()).classifier).toBe('odd');
  });

  it('fall on the first legal cut where the first third lies in a branch', () => {
    const wide = new GraphBuilder();
    wide
      .conv('a', 4)
      .conv('a2', 4)
      .conv('b', 4, { from: 'input' })
      .add('sum', 'Add', { from: ['a2', 'b'] });
    expect(cuts(wide.conv('c', 4).average('pool').dense('out', 3).graph()).third).toBe('sum');
  });

  it('never reach into the classifier, also where that is all there is', () => {
    const single = new GraphBuilder([8, 8, 3]).flatten('flat').dense('out', 3).add('softmax', 'Softmax');
    expect(cuts(single.graph())).toEqual({ classifier: 'flat', third: 'flat' });
  });

  it('are not asked of a base without layers', () => {
    expect(factsOf(demoLike({ layers: [] }))).toBeUndefined();
  });

  it('are worked out once a graph', () => {
    const graph = demoLike();
    expect(factsOf(graph)).toBe(factsOf(graph));
  });
});
