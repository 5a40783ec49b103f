import { memo } from 'react';
import type { PanelPastRun } from '../../src/shared/panel-messages';
import { canResume, stateWord } from '../../src/shared/run-record';
import { send } from '../host';
import { Part } from '../parts';
import { press } from '../pressed';
import { Button, Checkbox } from '../toolkit';
import { changeViewState, toggled, useViewState } from '../view-state';
import { tryRun } from './try-it';

/** Every run of this file, newest first. */
export const PastRuns = memo(function PastRuns({ runs }: { readonly runs: readonly PanelPastRun[] }) {
  const overlaid = useViewState('overlaid');
  const chosen = runs.filter(({ folder }) => overlaid.includes(folder)).map(({ folder }) => folder);
  const compare = runs.length > 1 && (
    <Button
      disabled={chosen.length !== 2}
      title={chosen.length === 2 ? undefined : 'Choose two runs to see how their plans differ.'}
      onPress={() => send({ kind: 'compare', folders: chosen })}
    >
      Compare
    </Button>
  );
  return (
    <Part name="History" aside={compare}>
      {runs.length === 0 ? (
        <p className="aside">None of this file yet.</p>
      ) : (
        <RunsTable runs={runs} overlaid={overlaid} />
      )}
    </Part>
  );
});

interface RunsTableProps {
  readonly runs: readonly PanelPastRun[];
  readonly overlaid: readonly string[];
}

function RunsTable({ runs, overlaid }: RunsTableProps) {
  return (
    <div className="scrolled">
      <table className="runs">
        <thead>
          <tr>
            <th scope="col">
              <span className="only-spoken">Curves</span>
            </th>
            <th scope="col">Run</th>
            <th scope="col" className="when-wide">
              Case
            </th>
            <th scope="col" className="when-wide">
              Cut
            </th>
            <th scope="col" className="when-roomy">
              State
            </th>
            <th scope="col" className="figure">
              Validation
            </th>
            <th scope="col" className="figure">
              Test
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.folder} run={run} overlaid={overlaid} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run, overlaid }: { readonly run: PanelPastRun; readonly overlaid: readonly string[] }) {
  const { folder, name, state, validation, test, cut } = run;
  return (
    <tr>
      <td>
        <Checkbox
          label={`Show the curves of ${name}`}
          checked={overlaid.includes(folder)}
          onChange={() => changeViewState({ overlaid: toggled(overlaid, folder) })}
        />
      </td>
      <th scope="row">
        {name}
        <span className="state-below">{stateWord(state)}</span>
      </th>
      <td className="when-wide">{run.case}</td>
      <td className="when-wide">{cut}</td>
      <td className="when-roomy">{stateWord(state)}</td>
      <td className="figure" title={validation?.sentence}>
        {validation?.count ?? '–'}
      </td>
      <td className="figure" title={test?.sentence}>
        {test?.count ?? '–'}
      </td>
      <td className="actions">
        {canResume(state) && (
          <Button label={`Resume ${name}`} onPress={() => press({ kind: 'resume', folder })}>
            Resume
          </Button>
        )}
        {state === 'finished' && (
          <Button label={`Try a picture with ${name}`} onPress={() => tryRun(folder)}>
            Try
          </Button>
        )}
        {state === 'finished' && (
          <Button label={`Open report of ${name}`} onPress={() => send({ kind: 'openReport', folder })}>
            Report
          </Button>
        )}
        {state === 'finished' && (
          <Button label={`Export the model of ${name}`} onPress={() => send({ kind: 'exportModel', folder })}>
            Export
          </Button>
        )}
      </td>
    </tr>
  );
}
