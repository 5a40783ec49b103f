import { describe, expect, it } from 'vitest';
import { canApplySuggestion, suggestionEdits } from '../../../src/language/apply-suggestion';
import { dataset } from '../../fixtures/folder-facts';
import { after, header, project } from './support/project';

function applied(text: string): string {
  return after(text, suggestionEdits(project(text)));
}

describe('applying the suggestion', () => {
  it('names the suggested case, and then there is nothing more to apply', () => {
    const text = `${header}case: 3  # mine\n`;
    expect(applied(text)).toBe(`${header}case: 1  # mine\n`);
    const { result, parsed } = project(applied(text));
    expect(canApplySuggestion(result, parsed)).toBe(false);
    expect(applied(applied(text))).toBe(applied(text));
  });

  it.each(['', 'case: auto\n', 'case: 1\nfreeze: all\n', 'cut: dense2_relu\n'])(
    'has nothing to change where the file does so already: %j',
    (rest) => {
      const text = `${header}${rest}`;
      const { result, parsed } = project(text);
      expect(canApplySuggestion(result, parsed)).toBe(false);
      expect(applied(text)).toBe(text);
    },
  );

  it('goes back from the freeze line, also where the images are between few and many', () => {
    const text = `${header}freeze: { through: flatten }  # tried\n`;
    expect(applied(text)).toBe(`${header}freeze: auto  # tried\n`);
    const between = project(text, { dataset: dataset({ cats: 5_000, dogs: 5_000 }) });
    expect(after(text, suggestionEdits(between))).toBe(`${header}freeze: auto  # tried\n`);
  });

  it('gives back to the case what overrules it, and keeps the rest', () => {
    const text = `${header}case: 3\ncut: pool2  # earlier\nfreeze: [conv1]\ninit: random\nhead: { pool: flatten }\n`;
    expect(applied(text)).toBe(
      `${header}case: 1\ncut: auto  # earlier\nfreeze: auto\ninit: auto\nhead: { pool: flatten }\n`,
    );
  });

  it('takes phases out that train what the case freezes', () => {
    const text = `${header}case: 1\ntrain:\n  batchSize: 16\n  phases:\n    - { train: everything, epochs: 5 }\n`;
    const { result, parsed } = project(text);
    expect(canApplySuggestion(result, parsed)).toBe(true);
    expect(applied(text)).toBe(`${header}case: 1\ntrain:\n  batchSize: 16\n`);
  });

  it('does nothing without a suggestion', () => {
    const text = 'base: demo\n';
    expect(suggestionEdits(project(text, { graph: undefined, dataset: undefined } as never))).toEqual([]);
  });
});
