import { percent } from '../number-text';
import { type CurveSeries, phaseEnds, type RunCurves, seriesOf } from './curve-data';
import { CurvePlot } from './curve-plot';

/** Loss and accuracy over the epochs. */
export function Curves({ curves }: { readonly curves: readonly RunCurves[] }) {
  const loss = seriesOf(curves, 'loss');
  const accuracy = seriesOf(curves, 'accuracy');
  const ends = phaseEnds(curves);
  return (
    <div>
      <div className="curves">
        <figure>
          <figcaption>Loss</figcaption>
          <CurvePlot
            series={loss}
            phaseEnds={ends}
            format={lossText}
            label={`Loss. ${inWords(loss, lossText)}`}
          />
        </figure>
        <figure>
          <figcaption>Accuracy</figcaption>
          <CurvePlot
            series={accuracy}
            phaseEnds={ends}
            format={accuracyText}
            label={`Accuracy. ${inWords(accuracy, accuracyText)}`}
          />
        </figure>
      </div>
      <ul className="key" aria-label="Curves shown">
        {loss.map(({ name, color, dashed }) => (
          <li key={`${name} ${color}`}>
            <svg viewBox="0 0 24 8" aria-hidden="true" style={{ stroke: `var(${color})` }}>
              <path d="M0 4h24" strokeDasharray={dashed ? '4 3' : undefined} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

function lossText(value: number): string {
  return value.toFixed(2);
}

function accuracyText(value: number): string {
  return percent(value);
}

function inWords(series: readonly CurveSeries[], format: (value: number) => string): string {
  return series
    .map(({ name, values }) => {
      const last = values.findLast((value) => value !== null);
      return last === undefined || last === null ? '' : `${name}: ${format(last)}`;
    })
    .filter((part) => part !== '')
    .join(', ');
}
