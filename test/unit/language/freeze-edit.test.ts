import { describe, expect, it } from 'vitest';
import { freezeChange, freezeLineChange } from '../../../src/language/freeze-edit';
import { residual } from '../../fixtures/layer-graphs';
import { after, header, project } from './support/project';

/** What the click on the switch of a layer or a block makes of the text, from its fifth line on. */
function toggled(
  rest: string,
  layers: string | readonly string[],
  frozen: boolean,
  graph?: ReturnType<typeof residual>,
): string {
  const text = `${header}${rest}`;
  const given = project(text, graph ? { graph } : {});
  const change = freezeChange(given, typeof layers === 'string' ? [layers] : layers, frozen);
  if ('refusal' in change) return change.refusal;
  return after(text, given.parsed.editAll(change.settings)).slice(header.length);
}

describe('the edit that changes whether a layer is frozen', () => {
  it.each([
    // All are frozen in case 1: a hole can only be said by names and patterns.
    ['', 'conv1', false, 'freeze: [bn*, conv2, conv3, dense*]\n'],
    // The last one trains: a line says that, after the layers without weights that follow what is frozen.
    ['', 'dense2', false, 'freeze: { through: dense1_relu }\n'],
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

  describe('of a whole block', () => {
    const block = (number: number) =>
      ['conv1', 'bn1', 'conv2', 'bn2'].map((name) => `block${number}_${name}`);

    it.each([
      ['freeze: none\n', 2, true, 'freeze: [block2_*]\n'],
      ['freeze: none\n', 1, true, 'freeze: [block1_*]\n'],
      ['freeze: [block2_conv1]\n', 2, true, 'freeze: [block2_*]\n'],
      ['freeze: [stem]  # edges\n', 3, true, 'freeze: [stem, block3_*]  # edges\n'],
      ['freeze: [stem*, block1_*]\n', 1, false, 'freeze: { through: stem_relu }\n'],
      ['freeze: [block1_*, block3_*]\n', 1, false, 'freeze: [block3_*]\n'],
      ['freeze: [block*]\n', 2, false, 'freeze: [block1_*, block3_*]\n'],
      ['freeze: all\n', 3, false, 'freeze: { through: block2_out }\n'],
      ['freeze: all\n', 2, false, 'freeze: [stem*, block1_*, block3_*]\n'],
      ['freeze: { through: stem_bn }\n', 1, true, 'freeze: { through: block1_out }\n'],
    ])('%j, block %i frozen: %s', (rest, number, frozen, expected) => {
      expect(toggled(rest, block(number), frozen, residual())).toBe(expected);
    });

    it('writes no pattern that stands for another layer too', () => {
      const frozen = (...names: readonly string[]) => toggled('freeze: none\n', names, true, residual());
      expect(frozen('block2_conv1', 'block2_conv2')).toBe('freeze: [block2_conv*]\n');
      expect(frozen('block2_conv1', 'block2_bn1')).toBe('freeze: [block2_conv1, block2_bn1]\n');
    });

    it('writes no number that goes on in other layers: nothing of what it writes is worth a note', () => {
      const text = `${header}freeze: all\n`;
      const given = project(text, { graph: residual(12) });
      const change = freezeChange(given, block(5), false);
      const written = after(text, given.parsed.editAll('settings' in change ? change.settings : []));
      const single = [1, 2, 3, 4, 6, 7, 8, 9].map((number) => `block${number}_*`);
      expect(project(written).parsed.config.freeze).toEqual(['stem*', ...single, 'block??_*']);
      const codes = project(written, { graph: residual(12) }).result.problems.map(({ code }) => code);
      expect(codes).not.toContain('pattern-splits-number');
    });

    it('writes the end of names where that is shorter', () => {
      const frozen = (['bn1', 'bn2'] as const).flatMap((name) =>
        [1, 2, 3].map((one) => `block${one}_${name}`),
      );
      expect(toggled('freeze: none\n', frozen, true, residual())).toBe('freeze: ["*_bn1", "*_bn2"]\n');
    });

    it('writes the names of layers that begin with nothing alike', () => {
      expect(toggled('freeze: none\n', ['conv2', 'bn2'], true)).toBe('freeze: [conv2, bn2]\n');
    });

    it('changes nothing where all of it is so already', () => {
      expect(toggled('freeze: all\n', block(2), true, residual())).toBe('freeze: all\n');
    });

    it.each([
      ['[block2_*, head]', 2, true, 'head'],
      ['[block2_conv1, block3_*, head]', 2, true, '[block3_*, head]'],
      ['head', 3, false, '[head, block3_*]'],
      ['everything', 1, true, '[stem*, block2_*, block3_*, head]'],
    ])('where a phase trains %s, block %i frozen: %s', (train, number, frozen, expected) => {
      const phase = (value: string) => `train: { phases: [{ train: ${value}, epochs: 5 }] }\n`;
      expect(toggled(phase(train), block(number), frozen, residual())).toBe(phase(expected));
    });

    it('refuses to leave a phase with nothing to train', () => {
      const text = 'train: { phases: [{ train: head, epochs: 5 }, { train: [block2_*], epochs: 5 }] }\n';
      expect(toggled(text, block(2), true, residual())).toMatch(
        /^Phase 2 trains `block2_conv1`, .* and nothing else/,
      );
    });
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
      // The head trains on, however the phase says that it does.
      [['["*"]'], 'conv3', true, ['["conv1", bn*, conv2, dense*, head]']],
      [['["?*", head]'], 'conv1', true, ['["bn*", conv2, conv3, dense*, head]']],
      [['[conv3, "head_*"]'], 'conv3', true, ['head']],
      [['[conv3, bn3, "head_*"]'], 'conv3', true, ['[bn3, "head_*"]']],
      [['everything'], 'conv1', true, ['[bn*, conv2, conv3, dense*, head]']],
      [['[bn1, conv2, bn2, conv3, bn3, dense1, dense2, head]'], 'conv1', false, ['everything']],
    ])('%j, %s frozen: %s', (before, layer, frozen, expected) => {
      expect(toggled(phases(...before), layer, frozen)).toBe(phases(...expected));
    });

    it.each([
      ['[head_dense_1, conv3]', 'conv3', true, '[head_dense_1]'],
      ['[head_dense_1, conv3]', 'bn3', false, '[head_dense_1, conv3, bn3]'],
      ['[head_classes, conv3, bn3]', 'conv3', true, '[head_classes, bn3]'],
      ['["*_1", conv3, bn3]', 'conv3', true, '["*_1", bn3]'],
      ['["*1"]', 'conv1', true, '["bn1", dense1, head_dense_1]'],
      ['["*1", bn*]', 'bn1', true, '["conv1", dense1, head_dense_1, bn2, bn3]'],
    ])('a part of the head stays that part: %s, %s frozen: %s', (before, layer, frozen, expected) => {
      const head = 'head: { layers: [{ dense: 8 }] }\n';
      expect(toggled(head + phases('head', before), layer, frozen)).toBe(head + phases('head', expected));
    });

    it('changes no other layer, whatever patterns a phase has', () => {
      const head = 'head: { layers: [{ dense: 8 }] }\n';
      const patterns = [
        '"*"',
        '"*1"',
        '"h*"',
        'head',
        'everything',
        'conv2',
        '"b?2"',
        'head_classes',
        '"*e*"',
      ];
      for (const one of patterns) {
        for (const other of patterns) {
          const text = `${header}${head}${phases(`[${one}, ${other}, conv1]`)}`;
          const given = project(text);
          const before = new Set(given.result.network?.phases[0]?.trainable);
          for (const layer of ['conv1', 'bn2', 'dense2']) {
            const frozen = before.has(layer);
            const change = freezeChange(given, [layer], frozen);
            if ('refusal' in change) throw new Error(change.refusal);
            const now = project(after(text, given.parsed.editAll(change.settings)));
            const wanted = new Set(before);
            if (frozen) wanted.delete(layer);
            else wanted.add(layer);
            expect(new Set(now.result.network?.phases[0]?.trainable), `${one}, ${other}: ${layer}`).toEqual(
              wanted,
            );
          }
        }
      }
    });

    it('refuses to leave a phase with nothing to train, and says which', () => {
      expect(toggled(phases('head', '[conv3]'), 'conv3', true)).toMatch(
        /^Phase 2 trains `conv3` and nothing else/,
      );
    });
  });

  describe('by its line', () => {
    /** What moving the freeze line makes of the text. */
    function moved(rest: string, stop: string, graph?: ReturnType<typeof residual>): string {
      const text = `${header}${rest}`;
      const given = project(text, graph ? { graph } : {});
      const change = freezeLineChange(given, stop);
      if ('refusal' in change) return change.refusal;
      return after(text, given.parsed.editAll(change.settings)).slice(header.length);
    }

    it.each([
      ['', 'flatten', 'freeze: { through: flatten }\n'],
      ['freeze: { through: flatten }  # mine\n', 'pool2', 'freeze: { through: pool2 }  # mine\n'],
      ['freeze: [conv2, bn3]\n', 'pool1', 'freeze: { through: pool1 }\n'],
      ['freeze:\n  - conv2\n  - bn3\n', 'pool1', 'freeze: { through: pool1 }\n'],
      ['freeze: { through: flatten }\n', 'dense2_relu', 'freeze: all\n'],
      ['freeze: { through: flatten }\n', 'input', 'freeze: none\n'],
      // It stands there already, by other words.
      ['freeze: [conv1, bn1]\n', 'pool1', 'freeze: [conv1, bn1]\n'],
    ])('%j, after %s', (rest, stop, expected) => {
      expect(moved(rest, stop)).toBe(expected);
    });

    it.each([
      [['head', '[dense2, head]'], 'flatten', ['head', '[dense*, head]']],
      [['head', 'everything'], 'flatten', ['head', '[dense*, head]']],
      [['head', '[conv1, dense2, head]'], 'flatten', ['head', '[dense*, head]']],
      [['head', '[dense*, head]'], 'dense2_relu', ['head', 'head']],
      [['head', '[dense*, head]'], 'input', ['head', 'everything']],
    ])('changes the phases where they say what trains: %j, after %s', (before, stop, expected) => {
      const phases = (trains: readonly string[]) =>
        `train:\n  phases:\n${trains.map((train) => `    - { train: ${train}, epochs: 5 }\n`).join('')}`;
      expect(moved(phases(before), stop)).toBe(phases(expected));
    });

    it('stands in no branch', () => {
      expect(moved('', 'block2_out', residual())).toBe('freeze: { through: block2_out }\n');
      expect(moved('', 'block2_conv1', residual())).toMatch(/can't stand after `block2_conv1`/);
      expect(moved('', 'no_such_layer')).toMatch(/can't stand/);
      expect(moved('cut: no_such_layer\n', 'flatten')).toMatch(/Mend the errors/);
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
