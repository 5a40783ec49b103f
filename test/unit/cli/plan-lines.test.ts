import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  datasetLine,
  measuredLines,
  planLines,
  suggestionLines,
  yourFileLines,
} from '../../../src/cli/plan-lines';
import { uncoloured } from '../../../src/cli/style';
import { dataset } from '../../fixtures/folder-facts';
import { expectGolden } from '../../fixtures/golden-text';
import { demoLike } from '../../fixtures/layer-graphs';
import { measuredAs } from '../../fixtures/measured';
import { deepPlan, headPlan, suggestion } from '../../fixtures/terminal-sample';

const golden = (name: string) => path.join(import.meta.dirname, 'golden', name);
const text = (lines: readonly string[]) => `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;

describe('a plan in a terminal', () => {
  it('shows layers with their state, the cut and the training', () => {
    expectGolden(golden('plan-head.txt'), text(planLines(headPlan, 118, uncoloured)));
  });

  it('folds a deep network and has a column for each phase', () => {
    const lines = planLines(deepPlan, 118, uncoloured);
    expectGolden(golden('plan-deep.txt'), text(lines));
    expect(lines.length).toBeLessThan(40);
  });

  it('comes with the suggestion and its reasons', () => {
    expectGolden(golden('suggestion.txt'), text(suggestionLines(suggestion, uncoloured)));
  });

  it('comes with what the file does, and what of that is not as suggested', () => {
    const differences = [
      { words: 'Case 1 keeps all of the base frozen; in the file it is frozen through `flatten`.' },
    ];
    expect(text(yourFileLines('from `dense1` on, 81 % of the weights', differences, uncoloured))).toBe(
      'Your file: trains from dense1 on, 81 % of the weights\n' +
        '  - Case 1 keeps all of the base frozen; in the file it is frozen through flatten.\n',
    );
  });

  it('comes with what was measured, and says where that may not hold any more', () => {
    const drawn = { measurement: measuredAs('different', demoLike()), trainingImages: 400 };
    const [head, ...sentences] = measuredLines(drawn, uncoloured);
    expect(head).toBe('Answers: measured on 100 of your 400 training pictures');
    expect(sentences).toHaveLength(3);
    expect(sentences[0]).toMatch(/^ {2}- Cut after pool2: a linear head there is right about 80 % ± 2 %/);
    const [stale] = measuredLines({ ...drawn, changed: ['base', 'images'] }, uncoloured);
    expect(stale).toContain(
      'stale, measured before your base and pictures changed: nothing is planned by it',
    );
    expect(measuredLines(undefined, uncoloured)).toEqual([]);
  });

  it('names the images of each class that is used', () => {
    const line = datasetLine(dataset({ cat: 1, dog: 1200, bird: 7 }), ['cat', 'dog'])?.replaceAll(
      '\u00a0',
      ' ',
    );
    expect(line).toBe('1,201 images in 2 classes: cat 1, dog 1,200');
    expect(datasetLine({ train: { found: false, path: '/x', reason: 'missing' } }, [])).toBeUndefined();
  });
});
