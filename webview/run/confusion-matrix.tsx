import { count } from '../../src/design/words/number-text';
import type { Evaluation } from '../../src/shared/run-events';

interface ConfusionMatrixProps {
  readonly evaluation: Evaluation;
  readonly classes: readonly string[];
  readonly on: 'validation' | 'test';
}

/** Rows are the true classes, columns what the model said. */
export function ConfusionMatrix({ evaluation, classes, on }: ConfusionMatrixProps) {
  return (
    <div className="scrolled">
      <table className="confusion">
        <caption>Confusion matrix, {on} images: rows are true, columns are what the model said</caption>
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
}

function Row({ name, row, counts, classes }: RowProps) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return (
    <tr>
      <th scope="row" title={name}>
        {name}
      </th>
      {classes.map((said, column) => {
        const count = counts[column] ?? 0;
        const share = all > 0 ? count / all : 0;
        const kind = row === column ? 'hit' : count > 0 ? 'miss' : 'none';
        return (
          <td
            key={said}
            className={kind}
            style={{ '--share': `${Math.round(share * 60)}%` } as React.CSSProperties}
          >
            {count}
          </td>
        );
      })}
      <td className="recall">{all > 0 ? `${count(counts[row] ?? 0)} of ${count(all)}` : '–'}</td>
    </tr>
  );
}
