import type { PanelRun } from '../../src/shared/panel-messages';
import type { RunResult } from '../../src/shared/run-events';
import { Message } from '../message';
import { Choice } from '../toolkit';
import { changeViewState, useViewState } from '../view-state';
import { ConfusionMatrix } from './confusion-matrix';
import { WrongPictures } from './wrong-pictures';

interface RunResultsProps {
  /** Of the run. */
  readonly folder: string;
  readonly result: RunResult;
  readonly told: PanelRun['told'];
  readonly classes: readonly string[];
  readonly pictures: PanelRun['pictures'];
}

/** How the best epoch did on images that it was not trained on. */
export function RunResults({ folder, result, told, classes, pictures }: RunResultsProps) {
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
      <p className="score">
        <Message text={told[on] ?? ''} />
      </p>
      <ConfusionMatrix evaluation={evaluation} classes={classes} on={on} />
      <WrongPictures folder={folder} wrong={evaluation.wrong} pictures={pictures} />
    </div>
  );
}
