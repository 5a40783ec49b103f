import { describe, expect, it } from 'vitest';
import { layersUpTo, legalCuts } from '../../../../src/design/base/legal-cuts';
import {
  deep,
  demoLike,
  GraphBuilder,
  inception,
  mobileNetLike,
  residual,
} from '../../../fixtures/layer-graphs';
import { processorTime } from '../../../fixtures/processor-time';

describe('legal cuts', () => {
  it('are all layers of a plain chain, the input layer too', () => {
    const graph = demoLike();
    expect(legalCuts(graph)).toEqual(graph.layers.map(({ name }) => name));
  });

  it('are none inside residual blocks', () => {
    expect(legalCuts(residual(2))).toEqual([
      'input',
      'stem',
      'stem_bn',
      'stem_relu',
      'block1_add',
      'block1_out',
      'block2_add',
      'block2_out',
      'avg_pool',
      'predictions',
      'softmax',
    ]);
  });

  it('are none inside parallel branches', () => {
    expect(legalCuts(inception())).toEqual([
      'input',
      'stem',
      'mixed1',
      'mixed2',
      'avg_pool',
      'predictions',
      'softmax',
    ]);
  });

  it('agree with the definition: every path from input to output passes through', () => {
    for (const graph of [demoLike(), residual(3), inception(), mobileNetLike()]) {
      const output = graph.layers.at(-1)?.name ?? '';
      const expected = graph.layers
        .map(({ name }) => name)
        .filter((cut) => {
          const without = { ...graph, layers: graph.layers.filter(({ name }) => name !== cut) };
          return cut === 'input' || cut === output || !layersUpTo(without, output).has('input');
        });
      expect(legalCuts(graph)).toEqual(expected);
    }
  });

  it('are not spoilt by a layer that leads nowhere', () => {
    const builder = new GraphBuilder().conv('conv1', 4).conv('side', 4).conv('conv2', 4, { from: 'conv1' });
    expect(legalCuts(builder.graph())).toEqual(['input', 'conv1', 'conv2']);
  });

  it('are not spoilt by a tensor that is added to itself', () => {
    const builder = new GraphBuilder().conv('conv1', 4).add('twice', 'Add', { from: ['conv1', 'conv1'] });
    expect(legalCuts(builder.graph())).toEqual(['input', 'conv1', 'twice']);
  });

  it('begin where a second input has joined', () => {
    const builder = new GraphBuilder()
      .conv('conv1', 4)
      .add('second', 'InputLayer', { from: [], shape: [64, 64, 4] });
    builder.add('sum', 'Add', { from: ['conv1', 'second'] });
    expect(legalCuts(builder.graph())).toEqual(['sum']);
  });

  it('are none in an empty graph', () => {
    expect(legalCuts(demoLike({ layers: [] }))).toEqual([]);
  });

  it('are found in a base of a thousand layers within fifty milliseconds', () => {
    const graph = deep();
    legalCuts(graph);
    const used = processorTime();
    expect(legalCuts(graph)).toHaveLength(graph.layers.length);
    expect(used()).toBeLessThan(50);
  });
});
