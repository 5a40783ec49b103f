import type { PanelRun } from '../../src/messages/panel-messages';
import type { Evaluation, RunResult } from '../../src/messages/run-events';
import { counted, percent } from '../number-text';
import { Choice } from '../toolkit';
import { changeViewState, useViewState } from '../view-state';
import { ConfusionMatrix } from './confusion-matrix';
import { WrongPictures } from './wrong-pictures';

interface RunResultsProps {
  readonly result: RunResult;
  readonly classes: readonly string[];
  readonly pictures: PanelRun['pictures'];
}

/** How the best epoch did on images that it was not trained on. */
export function RunResults({ result, classes, pictures }: RunResultsProps) {
  const chosen = useViewState('evaluation');
  const on = chosen === 'test' && result.test ? 'test' : 'validation';
  const evaluation = on === 'test' && result.test ? result.test : result.validation;
  return (
    <div className="results">
      {result.test && (
        <Choice
          label="Images of the result"
          value={on}
          options={[
            { value: 'test', text: 'Test images' },
            { value: 'validation', text: 'Validation images' },
          ]}
          onChange={(value) => changeViewState({ evaluation: value })}
        />
      )}
      <p className="score">{scoreWords(evaluation, on)}</p>
      <ConfusionMatrix evaluation={evaluation} classes={classes} on={on} />
      <WrongPictures wrong={evaluation.wrong} pictures={pictures} />
    </div>
  );
}

function scoreWords({ accuracy, balancedAccuracy, images, majority }: Evaluation, on: string): string {
  return (
    `${percent(accuracy, 1)} of ${counted(images, `${on} image`)} right, ` +
    `${percent(balancedAccuracy, 1)} with every class counted the same; ` +
    `always saying the largest class would give ${percent(majority, 1)}.`
  );
}
