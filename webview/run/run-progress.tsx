import { count } from '../../src/design/words/number-text';
import type { PanelRun } from '../../src/shared/panel-messages';
import { duration } from '../number-text';
import { stageWords } from './stage-words';

/** How far the stage is that the run is in, and how long the run still takes. */
export function RunProgress({ run }: { readonly run: PanelRun }) {
  const { progress } = run;
  if (run.state !== 'running' && run.state !== 'created') return null;
  if (progress === null) return <progress className="progress" aria-label="Progress of the run" />;
  const secondsLeft = progress.secondsLeft ?? run.epochs.at(-1)?.secondsLeft ?? null;
  return (
    <div className="progress">
      <progress aria-label="Progress of the run" value={progress.done} max={Math.max(progress.total, 1)} />
      <p>
        <span>
          {stageWords[progress.stage]}: {count(progress.done)} of {count(progress.total)}
        </span>
        <span>{secondsLeft === null ? '' : `about ${duration(secondsLeft)} left`}</span>
      </p>
    </div>
  );
}
