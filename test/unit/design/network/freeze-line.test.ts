import { describe, expect, it } from 'vitest';
import { freezeLine, freezeOfLine, weightedAbove } from '../../../../src/design/network/freeze-line';
import { demoLike, inception, residual } from '../../../fixtures/layer-graphs';
import { designed, header } from '../support/designed';

const networkOf = (freeze: string, graph = demoLike()) => {
  const { network } = designed(`${header}${freeze}\n`, { graph });
  if (!network) throw new Error('There must be a network.');
  return network;
};
const lineOf = (...given: Parameters<typeof networkOf>) => {
  const line = freezeLine(networkOf(...given));
  if (!line) throw new Error('There must be a line.');
  return line;
};
/** The layer after which the line stands, and what is frozen below it all the same. */
const standsAt = (...given: Parameters<typeof networkOf>) => {
  const { stops, at, frozenBelow } = lineOf(...given);
  return [stops[at], ...frozenBelow];
};

describe('the freeze line', () => {
  it('may stand where everything before is frozen and everything after trains, once between two layers with weights', () => {
    const stops = ['conv1', 'pool1', 'conv2', 'pool2', 'conv3', 'flatten', 'dense1_relu', 'dense2_relu'];
    expect(lineOf('').stops).toEqual(['input', ...stops]);
  });

  it('may stand in no branch', () => {
    expect(lineOf('', residual(2)).stops).toEqual(['input', 'stem', 'stem_relu', 'block1_out', 'avg_pool']);
    expect(lineOf('', inception()).stops).toEqual(['input', 'stem', 'mixed1', 'avg_pool']);
  });

  it.each([
    ['freeze: none', ['input']],
    ['freeze: all', ['dense2_relu']],
    ['freeze: { through: conv2 }', ['conv2']],
    // Layers without weights go with those before them.
    ['freeze: { through: relu2 }', ['pool2']],
    ['freeze: [conv1, bn1]', ['pool1']],
    ['freeze: [conv1, bn1, dense1]', ['pool1', 'dense1']],
    ['freeze: [bn1]', ['input', 'bn1']],
    ['train: { phases: [{ train: [conv3, head] }] }', ['pool2', 'bn3', 'dense1', 'dense2']],
  ])('stands where the first layer trains: %s', (freeze, expected) => {
    expect(standsAt(freeze)).toEqual(expected);
  });

  it('stands above a branch of which a part is frozen', () => {
    expect(standsAt('freeze: { through: mixed1_b1 }', inception())).toEqual(['stem', 'mixed1_b1']);
    expect(standsAt('freeze: { through: block2_bn1 }', residual())).toEqual([
      'block1_out',
      'block2_conv1',
      'block2_bn1',
    ]);
  });

  it('says of each of its stops what the file must say', () => {
    const { kept } = networkOf('');
    for (const stop of lineOf('').stops.slice(1, -1)) {
      expect(freezeOfLine(kept, weightedAbove(kept, stop) ?? [])).toEqual({ through: stop });
      expect(standsAt(`freeze: { through: ${stop} }`)).toEqual([stop]);
    }
    expect(weightedAbove(kept, 'relu1')).toBeUndefined();
    expect(freezeOfLine(kept, ['conv2'])).toBeUndefined();
    expect(freezeOfLine(kept, [])).toBe('none');
    expect(freezeOfLine(kept, kept.weighted)).toBe('all');
  });

  it('ends at the cut', () => {
    expect(lineOf('cut: pool2').stops.at(-1)).toBe('pool2');
    expect(lineOf('cut: pool2').at).toBe(4);
  });
});
