import { memo } from 'react';
import { countText } from '../../src/design/words/wording';
import type { PanelProblem, PanelProblems } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon, type IconName } from '../icon';
import { Message } from '../message';

interface ProblemsProps {
  readonly problems: PanelProblems;
}

/** How many there are of each kind; pressed, it shows all of them in the editor's own list. */
export const ProblemCounts = memo(function ProblemCounts({ problems }: ProblemsProps) {
  const { errors, warnings, notes } = problems;
  const words = [
    errors > 0 ? countText(errors, 'error') : '',
    warnings > 0 ? countText(warnings, 'warning') : '',
    notes > 0 ? countText(notes, 'note') : '',
  ].filter((part) => part !== '');
  const icon = errors > 0 ? 'error' : warnings > 0 ? 'warning' : notes > 0 ? 'information' : 'check';
  return (
    <button type="button" className={`quiet ${icon}`} onClick={() => send({ kind: 'showProblems' })}>
      <Icon name={icon} />
      <span>{words.length > 0 ? words.join(', ') : 'No problems'}</span>
    </button>
  );
});

/** The worst of them, a line each; pressed, it shows the place in the text. */
export const ProblemList = memo(function ProblemList({ problems: { first } }: ProblemsProps) {
  if (first.length === 0) return null;
  return (
    <ul className="problems" aria-label="Problems">
      {first.map((problem) => (
        <li key={`${problem.line}:${problem.column} ${problem.message}`}>
          <ProblemLine problem={problem} />
        </li>
      ))}
    </ul>
  );
});

const icons: Readonly<Record<PanelProblem['severity'], IconName>> = {
  error: 'error',
  warning: 'warning',
  information: 'information',
};
const words: Readonly<Record<PanelProblem['severity'], string>> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Note',
};

function ProblemLine({ problem }: { readonly problem: PanelProblem }) {
  const { severity, message, line, column } = problem;
  return (
    <button
      type="button"
      className={`quiet ${severity}`}
      title={message}
      onClick={() => send({ kind: 'showText', line, column })}
    >
      <Icon name={icons[severity]} />
      <span className="only-spoken">
        {words[severity]}, line {line}:
      </span>
      <span className="said">
        <Message text={message} />
      </span>
      <span className="aside" aria-hidden="true">
        line {line}
      </span>
    </button>
  );
}
