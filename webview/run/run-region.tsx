import { memo } from 'react';
import type { PanelPastRun, PanelRun, PanelView } from '../../src/shared/panel-messages';
import { stateWord } from '../../src/shared/run-record';
import type { PanelTryIt } from '../../src/shared/tried-pictures';
import { type Given, useGivenPictures } from '../given-pictures';
import { send } from '../host';
import { Message } from '../message';
import { Part } from '../parts';
import { isStopping, usePressed } from '../pressed';
import { useViewState } from '../view-state';
import type { RunCurves } from './curve-data';
import { Curves } from './curves';
import { RunEnd } from './run-end';
import { RunResults } from './run-results';
import { showTryIt, TryIt } from './try-it';

interface RunRegionProps {
  readonly run: PanelRun | null;
  readonly pastRuns: readonly PanelPastRun[];
  readonly curves: PanelView['curves'];
  readonly tryIt: PanelTryIt | null;
  /** Why nothing is executed here; null in a trusted workspace. */
  readonly restricted: string | null;
}

/**
 * The run that goes on, or the last one. Only the announcement is spoken; all else in the region changes too often for
 * that.
 */
export const RunRegion = memo(function RunRegion({
  run,
  pastRuns,
  curves,
  tryIt,
  restricted,
}: RunRegionProps) {
  const overlaid = useViewState('overlaid');
  const pressed = usePressed();
  const isOver = useGivenPictures(
    tryIt === null || tryIt.refused !== null || restricted !== null
      ? undefined
      : showPicturesTo(tryIt.folder),
  );
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
      <span className={run.left ? 'state running' : `state ${run.state}`}>
        {stateWord(run.state, run.left)}
      </span>
      <bdi className="aside run-name">{run.name}</bdi>
      {run.cluster !== null && <span className="aside run-cluster">on {run.cluster}</span>}
    </>
  );
  const announcement = (
    <p role="status" className={run?.state === 'failed' ? 'announcement failure' : 'announcement'}>
      <Message text={isStopping(run, pressed) ? stoppingWords(run) : announcedOf(run)} />
    </p>
  );
  return (
    <Part name="Run" aside={aside} always={announcement}>
      {run?.state === 'finished' && <RunEnd run={run} pastRuns={pastRuns} />}
      {tryIt && <TryIt tryIt={tryIt} restricted={restricted} isOver={isOver} />}
      {drawn.length > 0 && <Curves curves={drawn} />}
      {run?.result && (
        <RunResults
          folder={run.folder}
          result={run.result}
          told={run.told}
          classes={run.classes}
          pictures={run.pictures}
        />
      )}
    </Part>
  );
});

/** Wherever they were given, what comes of them is looked at here. */
function showPicturesTo(folder: string): (given: Given) => void {
  return (given) => {
    send(
      'pictures' in given
        ? { kind: 'showPictures', folder, ...given }
        : { kind: 'showFiles', folder, ...given },
    );
    showTryIt();
  };
}

function stoppingWords(run: PanelRun | null): string {
  return run?.cluster ? 'Stopping the job on the cluster.' : 'Stopping after the batch at hand.';
}

function announcedOf(run: PanelRun | null): string {
  return run?.announcement ?? 'No run yet. Train starts one; it goes on when this panel is closed.';
}
