import { memo } from 'react';
import type {
  PanelMeasured,
  PanelMeasuredAnswer,
  PanelMeasuredAnswers,
} from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { Message } from '../message';
import { Button } from '../toolkit';

/** What was measured of base and pictures, with what can be done about it; before that, what there is to measure. */
export const Measured = memo(function Measured({ measured }: { readonly measured: PanelMeasured }) {
  const { offer, canMeasure, going, failure, found } = measured;
  const isStale = found?.stale != null;
  return (
    <section className="measured" aria-label="What was measured">
      <h2>
        {found ? 'Answers' : 'Where to cut, similar or different, more pictures?'}
        {found && <span className="aside">{found.drawn}</span>}
      </h2>
      {found?.stale != null && (
        <p className="stale">
          <Icon name="warning" />
          <span>{found.stale}</span>
        </p>
      )}
      {going && <Going going={going} />}
      {failure !== null && !going && (
        <p className="note">
          <span>
            <Message text={failure} />
          </span>
        </p>
      )}
      {!going && (found === null || isStale) && (
        <div className="measure-offer">
          {canMeasure && (
            <Button onPress={() => send({ kind: 'measure' })}>
              {isStale ? 'Measure again' : 'Measure on my pictures'}
            </Button>
          )}
          {(!isStale || !canMeasure) && <p>{offer}</p>}
        </div>
      )}
      {found && <Answers found={found} />}
    </section>
  );
});

function Going({ going: { words, count, done } }: { readonly going: NonNullable<PanelMeasured['going']> }) {
  return (
    <div className="measuring">
      <p>
        <span role="status">{words}</span> <span className="aside">{count}</span>
      </p>
      <progress aria-label="Measured" max={1} {...(done === null ? {} : { value: done })} />
      <Button onPress={() => send({ kind: 'stopMeasuring' })} label="Cancel measuring">
        Cancel
      </Button>
    </div>
  );
}

function Answers({ found: { answers, stale } }: { readonly found: PanelMeasuredAnswers }) {
  return (
    <ul className={stale === null ? 'answers' : 'answers is-stale'}>
      {answers.map((answer) => (
        <li key={answer.question}>
          <Answer answer={answer} />
        </li>
      ))}
    </ul>
  );
}

function Answer({
  answer: { question, answer, figure, words, file, contradicts, uses },
}: {
  readonly answer: PanelMeasuredAnswer;
}) {
  return (
    <>
      <h3>{question}</h3>
      <p className="answer">
        <strong>
          <Message text={answer} />
        </strong>
        {figure !== '' && <span className="figure">{figure}</span>}
      </p>
      <p>{words}</p>
      {file !== null && (
        <p className={contradicts ? 'file contradicts' : 'file'}>
          <Message text={file} />
        </p>
      )}
      {uses.length > 0 && (
        <div>
          {uses.map((use) => (
            <Button
              key={use.words}
              onPress={() => send(use.intent)}
              label={`${use.words}: ${plainName(question, answer)}`}
            >
              {use.words}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

/** For a button's name, which has no marks. */
function plainName(question: string, answer: string): string {
  return `${question.toLowerCase()}, ${answer.replaceAll('`', '')}`;
}
