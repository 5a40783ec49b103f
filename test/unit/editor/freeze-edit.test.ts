import { describe, expect, it } from 'vitest';
import { freezeChange } from '../../../src/editor/text/freeze-edit';
import { settingEdits } from '../../../src/editor/text/setting-edits';
import { residual } from '../../fixtures/layer-graphs';
import { after, header, project } from './support/project';

/** What the click on a layer's switch makes of the text, from its fifth line on. */
function toggled(rest: string, layer: string, frozen: boolean, graph?: ReturnType<typeof residual>): string {
  const text = `${header}${rest}`;
  const given = project(text, graph ? { graph } : {});
  const change = freezeChange(given, layer, frozen);
  if ('refusal' in change) return change.refusal;
  return after(text, settingEdits(given.parsed, change.settings)).slice(header.length);
}

describe('freezeChange', () => {
  it.each([
    // All are frozen in case 1: a hole can only be said by names.
    ['', 'conv1', false, 'freeze: [bn1, conv2, bn2, conv3, bn3, dense1, dense2]\n'],
    // The last one trains: what is left is a prefix.
    ['', 'dense2', false, 'freeze: { through: dense1 }\n'],
    ['freeze: { through: dense1 }  # mine\n', 'dense2', true, 'freeze: all  # mine\n'],
    ['freeze: [conv1]\n', 'conv1', false, 'freeze: none\n'],
    ['freeze: none\n', 'conv1', true, 'freeze: { through: conv1 }\n'],
    ['freeze: none\n', 'conv2', true, 'freeze: [conv2]\n'],
    // What is written stays as far as it can.
    ['freeze: [bn*]\n', 'conv2', true, 'freeze: [bn*, conv2]\n'],
    ['freeze: [conv2, bn*]\n', 'bn2', false, 'freeze: [conv2, bn1, bn3]\n'],
    ['freeze:\n  - conv2  # edges\n  - bn2\n', 'bn2', false, 'freeze:\n  - conv2  # edges\n'],
  ])('%j, %s frozen: %s', (rest, layer, frozen, expected) => {
    expect(toggled(rest, layer, frozen)).toBe(expected);
  });

  it('changes nothing where the layer is so already', () => {
    expect(toggled('freeze: all\n', 'conv1', true)).toBe('freeze: all\n');
  });

  it('sees that a layer of a branch is not all that is before it', () => {
    const graph = residual(2);
    const frozen = toggled(
      'freeze: [stem, stem_bn, block1_conv1, block1_bn1]\n',
      'block1_conv2',
      true,
      graph,
    );
    expect(frozen).toBe('freeze: { through: block1_conv2 }\n');
  });

  describe('where phases say what trains', () => {
    const phases = (...trains: readonly string[]) =>
      `train:\n  phases:\n${trains.map((train) => `    - { train: ${train}, epochs: 5 }\n`).join('')}`;

    it.each([
      [['head', '[conv3, head]'], 'conv3', true, ['head', 'head']],
      [['head', '[conv*, head]'], 'conv3', true, ['head', '[conv1, conv2, head]']],
      [['head'], 'conv3', false, ['[head, conv3]']],
      [['head', '[conv3, head]'], 'bn3', false, ['head', '[conv3, head, bn3]']],
      [['[dense2, head]', '[dense*, head]'], 'dense2', true, ['head', '[dense1, head]']],
      [['everything'], 'conv1', true, ['[bn1, conv2, bn2, conv3, bn3, dense1, dense2, head]']],
      [['[bn1, conv2, bn2, conv3, bn3, dense1, dense2, head]'], 'conv1', false, ['everything']],
    ])('%j, %s frozen: %s', (before, layer, frozen, expected) => {
      expect(toggled(phases(...before), layer, frozen)).toBe(phases(...expected));
    });

    it('refuses to leave a phase with nothing to train, and says which', () => {
      expect(toggled(phases('head', '[conv3]'), 'conv3', true)).toMatch(
        /^Phase 2 trains `conv3` and nothing else/,
      );
    });
  });

  it.each([
    ['cut: pool2\n', 'conv3', /no kept layer/],
    ['', 'relu1', /no kept layer/],
    ['', 'no_such_layer', /no kept layer/],
    ['cut: no_such_layer\n', 'conv1', /Mend the errors/],
  ])('refuses with a reason: %j, %s', (rest, layer, reason) => {
    expect(toggled(rest, layer, false)).toMatch(reason);
  });
});
