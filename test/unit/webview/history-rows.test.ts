import { describe, expect, it } from 'vitest';
import { columnsFor, foundRuns, nameColumn, orderAfter, sortedRuns } from '../../../webview/run/history-rows';
import { manyRuns, pastRuns, runSettings } from '../../panel/views/run-views';

const search = (filter: string, onlyStarred = false) =>
  foundRuns(pastRuns, runSettings, { filter, onlyStarred }).map(({ name }) => name);
const [newest, early, interrupted] = pastRuns.map(({ name }) => name);

describe('the filter of past runs', () => {
  it.each([
    ['', [newest, early, interrupted]],
    ['EARLY', [early]],
    ['interrupted', [interrupted]],
    ['pool2', [early]],
    ['cut pool', [newest, early]],
    ['learningrate 0.0001', [interrupted]],
    // Of a setting that all of them have.
    ['epochs 200', [newest, early, interrupted]],
    ['epochs 200 pool3', [newest]],
    ['nowhere', []],
  ])('finds by %j', (filter, names) => {
    expect(search(filter)).toEqual(names);
  });

  it('finds only those with a star', () => {
    expect(search('', true)).toEqual([early]);
    expect(search('pool3', true)).toEqual([]);
  });
});

describe('the columns', () => {
  const titles = (runs: typeof pastRuns) => columnsFor(runs, runSettings).map(({ title }) => title);

  it('are what runs came to, and the settings in which those that are shown differ', () => {
    const came = ['Begun', 'State', 'Test', 'Validation'];
    expect(titles(pastRuns)).toEqual([...came, 'case', 'cut', 'learningRate', 'Loss', 'Time']);
    expect(titles(pastRuns.slice(0, 2))).toEqual([...came, 'case', 'cut', 'Loss', 'Time']);
    expect(titles(pastRuns.slice(0, 1))).toEqual([...came, 'Loss', 'Time']);
  });
});

describe('the order', () => {
  const columns = [nameColumn, ...columnsFor(pastRuns, runSettings)];
  const sorted = (by: string, descending: boolean, runs = pastRuns) =>
    sortedRuns(runs, columns, { by, descending }).map(({ name }) => name);

  it.each([
    ['begun', true, [newest, early, interrupted]],
    ['begun', false, [interrupted, early, newest]],
    ['test images', true, [newest, early, interrupted]],
    // Those that came to nothing come last either way.
    ['test images', false, [early, newest, interrupted]],
    ['validation loss', false, [newest, early, interrupted]],
    ['cut', false, [interrupted, early, newest]],
    // By their size, not by their letters.
    ['phase 1: learningRate', false, [interrupted, newest, early]],
    // A column that is not there any more.
    ['train.seed', false, [interrupted, early, newest]],
  ])('by %s, descending %s', (by, descending, names) => {
    expect(sorted(by, descending)).toEqual(names);
  });

  it('sorts numbers among settings as numbers, in whatever form they are written', () => {
    const { pastRuns: many, runSettings: settings } = manyRuns(40);
    const all = [nameColumn, ...columnsFor(many, settings)];
    const rates = sortedRuns(many, all, { by: 'phase 1: learningRate', descending: false }).map((run) =>
      Number(run.settings[3]),
    );
    expect(rates).toEqual(rates.toSorted((one, other) => one - other));
    expect(new Set(rates).size).toBe(5);
  });

  it('turns round where the same heading is pressed, and begins with the largest figure or the first word', () => {
    const [name, begun, , test] = columns;
    if (!name || !begun || !test) throw new Error('There must be columns.');
    const order = { by: 'begun', descending: true };
    expect(orderAfter(begun, order)).toEqual({ by: 'begun', descending: false });
    expect(orderAfter(test, order)).toEqual({ by: 'test images', descending: true });
    expect(orderAfter(name, order)).toEqual({ by: 'name', descending: false });
  });
});
