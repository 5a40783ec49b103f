import { memo } from 'react';
import type { PanelPastRun, PanelRun, PanelView } from '../../src/shared/panel-messages';
import { stateWord } from '../../src/shared/run-record';
import { Message } from '../message';
import { Part } from '../parts';
import { isStopping, usePressed } from '../pressed';
import { useViewState } from '../view-state';
import type { RunCurves } from './curve-data';
import { Curves } from './curves';
import { RunEnd } from './run-end';
import { RunResults } from './run-results';

interface RunRegionProps {
  readonly run: PanelRun | null;
  readonly pastRuns: readonly PanelPastRun[];
  readonly curves: PanelView['curves'];
}

/**
 * The run that goes on, or the last one. Only the announcement is spoken; all else in the region changes too often for
 * that.
 */
export const RunRegion = memo(function RunRegion({ run, pastRuns, curves }: RunRegionProps) {
  const overlaid = useViewState('overlaid');
  const pressed = usePressed();
  const shown: RunCurves[] = pastRuns
    .filter(({ folder }) => overlaid.includes(folder) && folder !== run?.folder)
    .map(({ folder, name }) => ({ folder, name, epochs: curves[folder] ?? [], current: false }));
  if (run) {
    const { folder, name } = run;
    shown.unshift({ folder, name, epochs: curves[folder] ?? [], current: true });
  }
  const drawn = shown.filter(({ epochs }) => epochs.length > 0);
  const aside = run && (
    <>
      <span className={`state ${run.state}`}>{stateWord(run.state)}</span>
      <bdi className="aside run-name">{run.name}</bdi>
    </>
  );
  const announcement = (
    <p role="status" className={run?.state === 'failed' ? 'announcement failure' : 'announcement'}>
      <Message text={isStopping(run, pressed) ? 'Stopping after the batch at hand.' : announcedOf(run)} />
    </p>
  );
  return (
    <Part name="Run" aside={aside} always={announcement}>
      {run?.state === 'finished' && <RunEnd run={run} pastRuns={pastRuns} />}
      {drawn.length > 0 && <Curves curves={drawn} />}
      {run?.result && (
        <RunResults result={run.result} told={run.told} classes={run.classes} pictures={run.pictures} />
      )}
    </Part>
  );
});

function announcedOf(run: PanelRun | null): string {
  return run?.announcement ?? 'No run yet. Train starts one; it goes on when this panel is closed.';
}
