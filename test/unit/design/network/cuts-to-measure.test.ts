import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../src/design/base/graph-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { cutsToMeasure } from '../../../../src/design/network/cuts-to-measure';
import { demoLike, inception, residual } from '../../../fixtures/layer-graphs';
import { header } from '../support/designed';

const cutsOf = (graph = demoLike(), text = header) => {
  const facts = factsOf(graph);
  if (!facts) throw new Error('There must be layers.');
  return cutsToMeasure(parseTransferFile(text), facts);
};

describe('the cuts that are measured', () => {
  it('are the last one in front of each layer with weights, up to before the classifier', () => {
    expect(cutsOf().map(({ layer }) => layer)).toEqual([
      'pool1',
      'pool2',
      'flatten',
      'dense1_relu',
      'dense2_relu',
    ]);
  });

  it('are in no branch', () => {
    expect(cutsOf(inception()).map(({ layer }) => layer)).toEqual(['stem', 'mixed1', 'avg_pool']);
  });

  it('say what a head there would get, as the file pools', () => {
    const [first] = cutsOf(demoLike(), `${header}head: { pool: average }\n`);
    expect(first).toMatchObject({ pool: 'average', features: first?.shape.at(-1) });
    const [flattened] = cutsOf(demoLike(), `${header}head: { pool: flatten }\n`);
    expect(flattened?.features).toBe(flattened?.shape.reduce((product, edge) => product * edge, 1));
  });

  it('are two dozen at most, the last one among them', () => {
    const cuts = cutsOf(residual(60));
    expect(cuts.length).toBe(24);
    expect(cuts.at(-1)?.layer).toBe('avg_pool');
  });
});
