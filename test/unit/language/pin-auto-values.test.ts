import { describe, expect, it } from 'vitest';
import { pinnedSettings } from '../../../src/language/pin-auto-values';
import { after, header, project } from './support/project';

function pinned(text: string): string {
  const given = project(text);
  return after(text, given.parsed.editAll(pinnedSettings(given)));
}

describe('pinning automatic values', () => {
  it('writes down what they stand for, and the plan stays the same', () => {
    const text = pinned(header);
    expect(text).toBe(
      'base: demo\ndataset:\n  path: images\n  size: small\n  similarity: similar\ncase: 1\ncut: dense2_relu\nfreeze: all\ninit: pretrained\ntrain:\n  classWeights: off\n',
    );
    expect(project(text).result.plan).toEqual(project(header).result.plan);
    expect(pinned(text)).toBe(text);
  });

  it('keeps what the file says, and writes no freeze beside phases', () => {
    const text = `${header}cut: pool2\ntrain:\n  phases:\n    - { train: [conv2, head] }\n`;
    expect(pinned(text)).toContain('cut: pool2\n');
    expect(pinned(text)).not.toContain('freeze');
    expect(pinned(text)).toMatch(/head:\n {2}pool: (average|flatten)\n/);
  });

  it('pins nothing while errors stand in the way of a plan', () => {
    expect(pinnedSettings(project(`${header}cut: nowhere\n`))).toEqual([]);
  });
});
