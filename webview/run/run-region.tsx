import { memo } from 'react';
import type { PanelPastRun, PanelRun } from '../../src/shared/panel-messages';
import { stateWord } from '../../src/shared/run-record';
import { Message } from '../message';
import { useViewState } from '../view-state';
import type { RunCurves } from './curve-data';
import { Curves } from './curves';
import { RunProgress } from './run-progress';
import { RunResults } from './run-results';

interface RunRegionProps {
  readonly run: PanelRun | null;
  readonly pastRuns: readonly PanelPastRun[];
}

/**
 * The run that goes on, or the last one. Only the announcement is spoken, once an epoch; all else in the region
 * changes too often for that.
 */
export const RunRegion = memo(function RunRegion({ run, pastRuns }: RunRegionProps) {
  const overlaid = useViewState('overlaid');
  const curves: RunCurves[] = pastRuns
    .filter(({ folder }) => overlaid.includes(folder) && folder !== run?.folder)
    .map(({ folder, name, epochs }) => ({ folder, name, epochs, current: false }));
  if (run) curves.unshift({ folder: run.folder, name: run.name, epochs: run.epochs, current: true });
  const drawn = curves.filter(({ epochs }) => epochs.length > 0);
  return (
    <section className="run" aria-label="Run" aria-live="polite">
      <div aria-live="off" className="section-head">
        <h2>Run</h2>
        {run && <span className={`state ${run.state}`}>{stateWord(run.state)}</span>}
        {run && <span className="aside run-name">{run.name}</span>}
      </div>
      <p role="status" className={run?.state === 'failed' ? 'announcement failure' : 'announcement'}>
        <Message
          text={run?.announcement ?? 'No run yet. Train starts one; it goes on when this panel is closed.'}
        />
      </p>
      <div aria-live="off">
        {run && <RunProgress run={run} />}
        {drawn.length > 0 && <Curves curves={drawn} />}
        {run?.result && (
          <RunResults result={run.result} told={run.told} classes={run.classes} pictures={run.pictures} />
        )}
      </div>
    </section>
  );
});
