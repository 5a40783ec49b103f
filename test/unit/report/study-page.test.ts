import { describe, expect, it } from 'vitest';
import { studyPage } from '../../../src/report/study-page';
import { chartLayout, chartPlot, studyCharts } from '../../../src/shared/study-chart';
import { reportPage } from '../../../src/views/report-page';
import { outcome, outcomes, studied } from '../../fixtures/studied';
import { flawsOf } from './well-formed';

const yours = outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] });
const source = outcomes({ frozen: [50, 30, 20], 'fine-tuned': [30, 20, 20] });

describe('the page of a study', () => {
  it.each([
    ['of one set of images', studied(yours)],
    ['of two', studied(yours, source)],
    ['of which nothing is done', studied([])],
    ['of which a little is done', studied([outcome('random', 0, 3), outcome('frozen', 1, 9)])],
  ])('is well-formed, and such as the editor shows: %s', (_, result) => {
    const page = studyPage(result, 'transfer.yaml');
    expect(flawsOf(page)).toEqual([]);
    expect(reportPage(page)).toBeDefined();
  });

  it('says what a picture of curves shows, and holds all figures', () => {
    const page = studyPage(studied(yours), 'transfer.yaml');
    expect(page).toContain('copied and frozen up to dense1: 53\u00a0%');
    expect(page).toContain('53 % (51–55 %)');
  });

  it('lets no name out of its place', () => {
    const result = studied(yours);
    const named = { ...result, depths: [{ copied: 1, layer: '<b>"&' }] };
    expect(flawsOf(studyPage(named, '<i>'))).toEqual([]);
  });
});

describe('the chart of a study', () => {
  it('has all marks inside, the seeds around their mean, and better ones higher', () => {
    for (const chart of studyCharts(studied(yours, source))) {
      const { lines, floor, depths } = chartLayout(chart);
      const points = [...lines.flatMap((line) => line.points), ...(floor ? [floor] : [])];
      expect(points).toHaveLength(7);
      expect(depths.map(({ copied }) => copied)).toEqual([1, 2, 3]);
      for (const { x, y, low, high } of points) {
        expect(x).toBeGreaterThanOrEqual(chartPlot.left);
        expect(x).toBeLessThanOrEqual(chartPlot.right);
        expect(low).toBeGreaterThan(y);
        expect(high).toBeLessThan(y);
      }
    }
  });

  it('draws a line as far as it is done', () => {
    const [chart] = studyCharts(studied([outcome('frozen', 1, 9)]));
    if (!chart) throw new Error('There must be a chart.');
    const { lines, floor } = chartLayout(chart);
    expect(lines.map(({ points }) => points.length)).toEqual([1, 0]);
    expect(floor).toBeNull();
  });
});
