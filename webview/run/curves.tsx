import { useState } from 'react';
import { countText } from '../../src/design/words/wording';
import { percent } from '../number-text';
import { type CurveSeries, longestOf, phaseEnds, type RunCurves, seriesOf, valueAt } from './curve-data';
import { CurvePlot } from './curve-plot';

/** Loss and accuracy over the epochs, and below them the values at one epoch: that under the pointer, or a chosen one. */
export function Curves({ curves }: { readonly curves: readonly RunCurves[] }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const loss = seriesOf(curves, 'loss');
  const accuracy = seriesOf(curves, 'accuracy');
  const ends = phaseEnds(curves);
  const last = longestOf(curves);
  // The last one moves on with a run that goes on.
  const wanted = pointed ?? chosen;
  const at = wanted === null || wanted > last ? null : wanted;
  const plot = (name: string, series: readonly CurveSeries[], format: (value: number) => string) => (
    <figure>
      <figcaption>{name}</figcaption>
      <CurvePlot
        series={series}
        phaseEnds={ends}
        format={format}
        label={`${name}. ${inWords(series, format)}`}
        at={at}
        onPoint={setPointed}
      />
    </figure>
  );
  const told = loss.map((series, index) => ({ series, words: valuesAt(series, accuracy[index], at) }));
  return (
    <div>
      <div className="curves">
        {plot('Loss', loss, lossText)}
        {plot('Accuracy', accuracy, accuracyText)}
      </div>
      {last > 1 && (
        <div className="epoch-choice">
          <span>{at === null ? `Last of ${countText(last, 'epoch')}` : `Epoch ${at} of ${last}`}</span>
          <input
            type="range"
            min={1}
            max={last}
            value={at ?? last}
            aria-label="Epoch"
            aria-valuetext={[
              at === null ? 'Last epoch' : `Epoch ${at}`,
              ...told.map(({ series, words }) => `${series.name}: ${words}`),
            ].join('; ')}
            onChange={({ target }) => {
              const epoch = Number(target.value);
              setChosen(epoch === last ? null : epoch);
            }}
          />
        </div>
      )}
      <ul className="key" aria-label="Curves shown">
        {told.map(({ series: { name, color, dashes }, words }) => (
          <li key={`${name} ${color} ${dashes}`}>
            <svg viewBox="0 0 24 8" aria-hidden="true" style={{ stroke: `var(${color})` }}>
              <path d="M0 4h24" strokeDasharray={dashes.join(' ') || undefined} />
            </svg>
            <bdi>{name}</bdi>
            <span className="values">{words}</span>
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

/** `loss 0.42, accuracy 81 %`. */
function valuesAt(loss: CurveSeries, accuracy: CurveSeries | undefined, at: number | null): string {
  const lost = valueAt(loss, at);
  const right = accuracy ? valueAt(accuracy, at) : null;
  if (lost === null || right === null) return 'had ended';
  return `loss ${lossText(lost)}, accuracy ${accuracyText(right)}`;
}

function inWords(series: readonly CurveSeries[], format: (value: number) => string): string {
  return series
    .map((one) => {
      const last = valueAt(one, null);
      return last === null ? '' : `${one.name}: ${format(last)}`;
    })
    .filter((part) => part !== '')
    .join(', ');
}
