import { describe, expect, it } from 'vitest';
import { shiftText } from '../../../../src/design/advice/shift-words';

describe('the shift in words', () => {
  it('names the first, the last and the largest', () => {
    expect(
      shiftText([
        { layer: 'bn1', shift: 0.02 },
        { layer: 'bn2', shift: 0.5 },
        { layer: 'bn3', shift: 0.2 },
      ]),
    ).toBe(
      'What its batch normalisations are given is off from what they were trained on by 0.02 (bn1) to 0.20 (bn3), at most by 0.50 (bn2) (0: the same; 1: a whole deviation).',
    );
  });

  it('doubts the scale of pixels where the first is off by a deviation', () => {
    expect(shiftText([{ layer: 'bn1', shift: 1.3 }])).toContain('pixels are scaled otherwise');
  });

  it.each([[undefined], [[]]])('says nothing of none', (shift) => {
    expect(shiftText(shift)).toBeUndefined();
  });
});
