import { duration, figure, plain } from '../../src/design/words/number-text';
import type { PanelPastRun, PanelRunSettings } from '../../src/shared/panel-messages';
import { stateWord } from '../../src/shared/run-record';
import type { RunOrder } from '../run-order';

/** A column of the table of past runs. */
export interface RunColumn {
  /** What the order names it by: unlike that of any setting, which have the file's own words. */
  readonly by: string;
  readonly title: string;
  /** The whole name of a setting. */
  readonly says?: string;
  /** Figures stand right, and begin with the largest when they are sorted by. */
  readonly isFigure: boolean;
  /** What it is sorted by; null comes last in either order. */
  readonly value: (run: PanelPastRun) => string | number | null;
  readonly shown: (run: PanelPastRun) => string;
  /** The sentence that the figure stands for. */
  readonly sentence?: (run: PanelPastRun) => string | undefined;
}

const nothing = '–';

const begun: RunColumn = {
  ...{ by: 'begun', title: 'Begun', isFigure: false },
  value: ({ created }) => Date.parse(created),
  shown: (run) => run.begun,
};

const state: RunColumn = {
  ...{ by: 'state', title: 'State', isFigure: false },
  value: (run) => stateWord(run.state, run.left),
  shown: (run) => stateWord(run.state, run.left),
};

const test: RunColumn = {
  ...{ by: 'test images', title: 'Test', isFigure: true },
  value: (run) => run.test?.share ?? null,
  shown: (run) => run.test?.count ?? nothing,
  sentence: (run) => run.test?.sentence,
};

const validation: RunColumn = {
  ...{ by: 'validation images', title: 'Validation', isFigure: true },
  value: (run) => run.validation?.share ?? null,
  shown: (run) => run.validation?.count ?? nothing,
  sentence: (run) => run.validation?.sentence,
};

const loss: RunColumn = {
  ...{ by: 'validation loss', title: 'Loss', says: 'Validation loss', isFigure: true },
  value: (run) => run.loss,
  shown: (run) => (run.loss === null ? nothing : plain(figure(run.loss))),
};

const time: RunColumn = {
  ...{ by: 'time', title: 'Time', isFigure: true },
  value: ({ seconds }) => seconds,
  shown: ({ seconds }) => (seconds === null ? nothing : plain(duration(seconds))),
};

export const nameColumn: RunColumn = {
  ...{ by: 'name', title: 'Name', isFigure: false },
  value: ({ name }) => name,
  shown: ({ name }) => name,
};

/** The columns for runs: what they came to, and the settings in which these very runs differ. */
export function columnsFor(
  runs: readonly PanelPastRun[],
  { columns }: PanelRunSettings,
): readonly RunColumn[] {
  const differing = columns.flatMap(({ name, title }, index): RunColumn[] => {
    const [first, ...others] = runs;
    if (others.every(({ settings }) => settings[index] === first?.settings[index])) return [];
    const value = ({ settings }: PanelPastRun) => settings[index] || null;
    const isFigure = runs.every((run) => isNumber(value(run)));
    return [{ by: name, title, says: name, isFigure, value, shown: (run) => value(run) ?? nothing }];
  });
  const came = (column: RunColumn) => runs.some((run) => column.value(run) !== null);
  return [begun, state, ...[test, validation].filter(came), ...differing, ...[loss, time].filter(came)];
}

function isNumber(text: string | null): boolean {
  return text === null || (text.trim() !== '' && Number.isFinite(Number(text)));
}

/**
 * The runs in which each word is found, in any case: in the name, the state, or a setting with its value, also one that all
 * runs have alike.
 */
export function foundRuns(
  runs: readonly PanelPastRun[],
  { columns, same }: PanelRunSettings,
  search: { readonly filter: string; readonly onlyStarred: boolean },
): readonly PanelPastRun[] {
  const words = search.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const alike = same.toLowerCase();
  return runs.filter((run) => {
    if (search.onlyStarred && !run.starred) return false;
    if (words.length === 0) return true;
    const settings = columns.map(({ name }, index) => `${name} ${run.settings[index] ?? ''}`);
    const text = [run.name, run.begun, stateWord(run.state, run.left), ...settings].join('\n').toLowerCase();
    return words.every((word) => text.includes(word) || alike.includes(word));
  });
}

const words = new Intl.Collator('en', { numeric: true });

/** Sorted by a column; those that have nothing there come last, and those that are alike stay as they were. */
export function sortedRuns(
  runs: readonly PanelPastRun[],
  columns: readonly RunColumn[],
  { by, descending }: RunOrder,
): readonly PanelPastRun[] {
  const column = columns.find((one) => one.by === by) ?? begun;
  const keyed = runs.map((run) => ({ run, value: keyOf(column, run) }));
  keyed.sort(({ value: one }, { value: other }) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : words.compare(String(one), String(other));
    return descending ? -order : order;
  });
  return keyed.map(({ run }) => run);
}

/** Settings are texts: a column of numbers is sorted as numbers. */
function keyOf({ value, isFigure }: RunColumn, run: PanelPastRun): string | number | null {
  const key = value(run);
  return isFigure && key !== null ? Number(key) : key;
}

/** The order after a column's heading was pressed: the other way round, or by that column, figures from the largest. */
export function orderAfter(column: RunColumn, order: RunOrder): RunOrder {
  if (order.by === column.by) return { by: column.by, descending: !order.descending };
  return { by: column.by, descending: column.isFigure || column.by === begun.by };
}
