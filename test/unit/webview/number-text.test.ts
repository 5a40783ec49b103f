import { describe, expect, it } from 'vitest';
import { percent } from '../../../webview/number-text';

describe('a share in percent', () => {
  it.each([
    [0.806, 0, '81 %'],
    [0.806, 1, '80.6 %'],
    [0.0004, 1, 'under 0.1 %'],
    [0.0006, 1, '0.1 %'],
    [0, 1, '0.0 %'],
    [0.004, 0, '0 %'],
  ])('%d with %d digits is %s', (share, digits, text) => {
    expect(percent(share, digits)).toBe(text);
  });
});
