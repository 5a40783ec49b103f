import type { PanelRun, PanelView } from '../../src/shared/panel-messages';
import { isGoing } from '../../src/shared/run-record';
import { Message } from '../message';
import { isStopping, press, usePressed } from '../pressed';
import { Button } from '../toolkit';

/** A run's buttons; beside them what the run is doing, or why there can be none. */
export function TrainRow({ view }: { readonly view: PanelView }) {
  const { run } = view;
  const pressed = usePressed();
  const going = run !== null && isGoing(run.state);
  const stopping = isStopping(run, pressed);
  const starting = !going && (pressed.has('train') || pressed.has('trainOnCluster') || pressed.has('resume'));
  const { errors, errorsHereAlone } = view.problems;
  const hindrance = hindranceBy(errors, view);
  const hindranceOnCluster = hindranceBy(errors - errorsHereAlone, view);
  return (
    <div className="train-row">
      <Button
        look="primary"
        disabled={going || starting || hindrance !== ''}
        onPress={() => press({ kind: 'train' })}
      >
        {!going && pressed.has('train') ? 'Starting…' : 'Train'}
      </Button>
      {view.cluster !== null && (
        <Button
          disabled={going || starting || hindranceOnCluster !== ''}
          title={view.cluster}
          onPress={() => press({ kind: 'trainOnCluster' })}
        >
          {!going && pressed.has('trainOnCluster') ? 'Starting…' : 'Train on Ray'}
        </Button>
      )}
      {/* One that has not begun yet does not hear that it should stop. */}
      <Button disabled={run?.state !== 'running' || stopping} onPress={() => press({ kind: 'stop' })}>
        {stopping ? 'Stopping…' : 'Stop'}
      </Button>
      {run?.resumable && (
        <Button
          disabled={starting || view.restricted !== null}
          title={run.left ? `Follow ${run.name} on the cluster again` : `Go on with ${run.name}`}
          onPress={() => press({ kind: 'resume', folder: run.folder })}
        >
          {resumeWord(run.left, pressed.has('resume'))}
        </Button>
      )}
      <p className={going ? 'doing' : ''}>
        <Message text={going ? sentence(run.doing) : starting ? 'Getting ready.' : hindrance} />
      </p>
    </div>
  );
}

function resumeWord(left: boolean, isPressed: boolean): string {
  if (left) return isPressed ? 'Looking for it…' : 'Follow';
  return isPressed ? 'Resuming…' : 'Resume';
}

/** A thin line: how far the run is in what it is doing. */
export function RunBar({ run }: { readonly run: PanelRun | null }) {
  if (run === null || !isGoing(run.state)) return null;
  return (
    <progress aria-label="Progress of the run" {...(run.done === null ? {} : { value: run.done })} max={1} />
  );
}

/** Why nothing can be trained; empty where something can. The errors themselves stand above. */
function hindranceBy(errors: number, { restricted, cluster, problems }: PanelView): string {
  if (restricted !== null) return 'Nothing is trained in a workspace that is not trusted.';
  if (errors === 0) return '';
  return cluster !== null && errors === problems.errorsHereAlone
    ? 'This machine is too small for it. Train on Ray, or mend the error.'
    : 'Mend the errors in the file first.';
}

function sentence(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
