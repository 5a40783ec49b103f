import type { PanelPastRun, PanelRun } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Button } from '../toolkit';
import { tryRun } from './try-it';

interface RunEndProps {
  readonly run: PanelRun;
  readonly pastRuns: readonly PanelPastRun[];
}

/** What one does with a run that has finished. */
export function RunEnd({ run: { folder }, pastRuns }: RunEndProps) {
  const others = pastRuns.filter((other) => other.folder !== folder && other.state === 'finished');
  const [before] = others;
  return (
    <div className="run-end">
      <Button look="primary" onPress={() => send({ kind: 'openReport', folder })}>
        Open report
      </Button>
      <Button onPress={() => tryRun(folder)}>Try a picture</Button>
      {before && (
        <Button
          label={`Compare with ${before.name}`}
          title={`Set it beside ${before.name}, the run before. Others: choose them below, in History.`}
          onPress={() => send({ kind: 'compare', folders: [folder, before.folder] })}
        >
          Compare
        </Button>
      )}
    </div>
  );
}
