import { type FocusEvent, type KeyboardEvent, useId, useState } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { Evaluation } from '../../src/shared/run-events';
import { type Cell, cellByKey } from '../cell-by-key';

interface ConfusionMatrixProps {
  readonly evaluation: Evaluation;
  readonly classes: readonly string[];
  readonly on: 'validation' | 'test';
}

/**
 * Rows are the true classes, columns what the model said; behind them how many of the row were right. A grid with one
 * tab stop, in which the arrow keys move.
 */
export function ConfusionMatrix({ evaluation, classes, on }: ConfusionMatrixProps) {
  const caption = useId();
  const last: Cell = { row: classes.length - 1, column: classes.length };
  const [chosen, setChosen] = useState<Cell>({ row: 0, column: 0 });
  const current = { row: Math.min(chosen.row, last.row), column: Math.min(chosen.column, last.column) };
  const press = (event: KeyboardEvent<HTMLTableElement>) => {
    const next = cellByKey(event, current, last);
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget.rows[next.row + 1]?.cells[next.column + 1]?.focus();
  };
  const follow = ({ target }: FocusEvent) => {
    const cell = target.closest('td');
    const row = cell?.closest('tr');
    if (cell && row) setChosen({ row: row.rowIndex - 1, column: cell.cellIndex - 1 });
  };
  return (
    <div className="scrolled">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that the arrow keys move in */}
      <table role="grid" className="confusion" aria-labelledby={caption} onKeyDown={press} onFocus={follow}>
        <caption id={caption}>
          Confusion matrix, {on} images: rows are true, columns are what the model said
        </caption>
        <thead>
          <tr>
            <td />
            {classes.map((name) => (
              <th key={name} scope="col" title={name}>
                {name}
              </th>
            ))}
            <th scope="col">right</th>
          </tr>
        </thead>
        <tbody>
          {classes.map((name, row) => (
            <Row
              key={name}
              name={name}
              row={row}
              counts={evaluation.confusion[row] ?? []}
              classes={classes}
              current={row === current.row ? current.column : null}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly row: number;
  readonly counts: readonly number[];
  readonly classes: readonly string[];
  /** The column of the cell in this row that Tab leads to. */
  readonly current: number | null;
}

function Row({ name, row, counts, classes, current }: RowProps) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const right = all > 0 ? `${count(counts[row] ?? 0)} of ${count(all)}` : '–';
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      {classes.map((said, column) => {
        const images = counts[column] ?? 0;
        const share = all > 0 ? images / all : 0;
        const kind = row === column ? 'hit' : images > 0 ? 'miss' : 'none';
        return (
          <td
            key={said}
            className={kind}
            aria-label={`true ${name}, predicted ${said}: ${countText(images, 'image')}`}
            tabIndex={column === current ? 0 : -1}
            style={{ '--share': `${Math.round(share * deepest)}%` } as React.CSSProperties}
          >
            {count(images)}
          </td>
        );
      })}
      <td
        className="recall"
        aria-label={all > 0 ? `${name}: ${right} right` : `${name}: no images`}
        tabIndex={current === classes.length ? 0 : -1}
      >
        {right}
      </td>
    </tr>
  );
}

/** How much of its colour a cell has at most, in percent: figures stay readable on it. */
const deepest = 40;
