import type { PanelView } from '../src/shared/panel-messages';
import { send } from './host';
import { Message } from './message';
import { Button } from './toolkit';

/** The two buttons of a run, and why one can't be pressed. */
export function TrainRow({ view }: { readonly view: PanelView }) {
  const running = view.run !== null && ['created', 'running'].includes(view.run.state);
  const hindrance = hindranceOf(view, running);
  return (
    <div className="train-row">
      <Button look="primary" disabled={hindrance !== null} onPress={() => send({ kind: 'train' })}>
        Train
      </Button>
      <Button disabled={!running} onPress={() => send({ kind: 'stop' })}>
        Stop
      </Button>
      {hindrance !== null && (
        <p>
          <Message text={hindrance} />
        </p>
      )}
    </div>
  );
}

function hindranceOf(view: PanelView, running: boolean): string | null {
  if (view.restricted !== null) return 'Nothing is trained in a workspace that is not trusted.';
  if (view.problems.errors > 0) return view.problems.firstError ?? 'Mend the errors in the file first.';
  return running ? 'A run is going on.' : null;
}
