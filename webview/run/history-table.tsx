import { memo } from 'react';
import { mostCurves, type PanelPastRun } from '../../src/shared/panel-messages';
import { isGoing, stateWord } from '../../src/shared/run-record';
import { send } from '../host';
import { Icon, type IconName } from '../icon';
import { press } from '../pressed';
import type { RunOrder } from '../run-order';
import { Checkbox } from '../toolkit';
import { changeViewState, toggled, viewState } from '../view-state';
import { nameColumn, orderAfter, type RunColumn } from './history-rows';
import { tryRun } from './try-it';

interface HistoryTableProps {
  readonly runs: readonly PanelPastRun[];
  readonly columns: readonly RunColumn[];
  readonly order: RunOrder;
  readonly overlaid: readonly string[];
}

/** A row a run. What can be done with it stands beside its name, so that it stays in sight where columns are scrolled. */
export function HistoryTable({ runs, columns, order, overlaid }: HistoryTableProps) {
  return (
    <div className="scrolled runs-scrolled">
      <table className="runs">
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.by} column={column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.folder} run={run} columns={columns} isOverlaid={overlaid.includes(run.folder)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ column, order }: { readonly column: RunColumn; readonly order: RunOrder }) {
  const { by, title, says, isFigure } = column;
  const isSorted = by === order.by;
  const direction = order.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={classOf(column)} aria-sort={isSorted ? direction : 'none'}>
      <button
        type="button"
        className="quiet"
        title={`Sort by ${says ?? title.toLowerCase()}`}
        onClick={() => changeViewState({ runOrder: orderAfter(column, order) })}
      >
        {isFigure && isSorted && <Icon name={direction} />}
        <bdi>{title}</bdi>
        {!isFigure && isSorted && <Icon name={direction} />}
      </button>
    </th>
  );
}

interface RunRowProps {
  readonly run: PanelPastRun;
  readonly columns: readonly RunColumn[];
  readonly isOverlaid: boolean;
}

const RunRow = memo(function RunRow({ run, columns, isOverlaid }: RunRowProps) {
  const { folder, name, starred } = run;
  const [, ...others] = columns;
  return (
    <tr>
      <th scope="row">
        <div className="run-cell">
          <Checkbox
            label={`Show the curves of ${name}`}
            checked={isOverlaid}
            onChange={() =>
              changeViewState({ overlaid: toggled(viewState().overlaid, folder).slice(-mostCurves) })
            }
          />
          <button
            type="button"
            className="quiet"
            aria-pressed={starred}
            aria-label={`Star ${name}`}
            title={starred ? 'Take the star away' : 'Give it a star'}
            onClick={() => send({ kind: 'starRun', folder, starred: !starred })}
          >
            <Icon name={starred ? 'starred' : 'star'} />
          </button>
          <span className="run-called">
            <bdi title={name}>{nameColumn.shown(run)}</bdi>
            <span className="run-standing">{standing(run)}</span>
          </span>
          <span className="run-acts">
            {acts.map((act) => act.fits(run) && <ActButton key={act.says} act={act} run={run} />)}
          </span>
        </div>
      </th>
      {others.map((column) => (
        <td key={column.by} className={classOf(column)}>
          <Value column={column} run={run} />
        </td>
      ))}
    </tr>
  );
});

/** In place of the columns that narrow panels leave out. */
function standing({ state, left, test, validation }: PanelPastRun): string {
  const judged = test
    ? `${test.count} test images`
    : validation
      ? `${validation.count} validation images`
      : '';
  const word = stateWord(state, left);
  return judged === '' ? word : `${word}, ${judged}`;
}

function Value({ column, run }: { readonly column: RunColumn; readonly run: PanelPastRun }) {
  const shown = column.shown(run);
  const sentence = column.sentence?.(run);
  if (sentence === undefined) return <bdi title={shown}>{shown}</bdi>;
  // Read aloud it is the whole sentence, as wherever else a result is told.
  return (
    <>
      <span aria-hidden="true" title={sentence}>
        {shown}
      </span>
      <span className="only-spoken">{sentence}</span>
    </>
  );
}

interface Act {
  readonly icon: IconName;
  /** What it says before the run's name. */
  readonly says: string;
  readonly fits: (run: PanelPastRun) => boolean;
  readonly act: (folder: string) => void;
}

const acts: readonly Act[] = [
  {
    ...{ icon: 'resume', says: 'Resume' },
    fits: ({ resumable, left }) => resumable && !left,
    act: (folder) => press({ kind: 'resume', folder }),
  },
  {
    ...{ icon: 'resume', says: 'Follow' },
    fits: ({ resumable, left }) => resumable && left,
    act: (folder) => press({ kind: 'resume', folder }),
  },
  {
    ...{ icon: 'try', says: 'Try a picture with' },
    fits: ({ state }) => state === 'finished',
    act: tryRun,
  },
  {
    ...{ icon: 'report', says: 'Open report of' },
    fits: ({ state }) => state === 'finished',
    act: (folder) => send({ kind: 'openReport', folder }),
  },
  {
    ...{ icon: 'export', says: 'Export the model of' },
    fits: ({ state }) => state === 'finished',
    act: (folder) => send({ kind: 'exportModel', folder }),
  },
  {
    ...{ icon: 'rename', says: 'Rename' },
    fits: () => true,
    act: (folder) => send({ kind: 'renameRun', folder }),
  },
  {
    ...{ icon: 'delete', says: 'Delete' },
    fits: ({ state }) => !isGoing(state),
    act: (folder) => send({ kind: 'deleteRun', folder }),
  },
];

function ActButton({ act, run }: { readonly act: Act; readonly run: PanelPastRun }) {
  const label = `${act.says} ${run.name}`;
  return (
    <button
      type="button"
      className="quiet run-act"
      data-act={act.icon}
      aria-label={label}
      title={label}
      onClick={() => act.act(run.folder)}
    >
      <Icon name={act.icon} />
    </button>
  );
}

function classOf({ by, isFigure, sentence }: RunColumn): string {
  const told = by === 'state' || sentence !== undefined;
  return [isFigure ? 'figure' : '', told ? 'when-roomy' : ''].join(' ').trim();
}
