import { memo } from 'react';
import { countText } from '../../src/design/words/wording';
import type { PanelAnswer, PanelTriedPicture } from '../../src/shared/tried-pictures';
import { send } from '../host';
import { percent } from '../number-text';
import { Why } from '../seen/why';

/** How many classes are shown at once; the others on demand. */
const shownAtOnce = 5;

interface TriedPictureProps {
  /** The picture's own. */
  readonly number: string;
  readonly picture: PanelTriedPicture;
  /** Whether another run answered than the one that is asked now. */
  readonly isOfOther: boolean;
}

/** A picture with what a model says of it, or why it says nothing. */
export const TriedPicture = memo(function TriedPicture({ number, picture, isOfOther }: TriedPictureProps) {
  const { name, run, outcome } = picture;
  const answer = outcome !== null && !('error' in outcome) ? outcome : null;
  return (
    <li>
      {answer?.picture ? (
        <img src={answer.picture} alt="" />
      ) : (
        <span className="no-picture" aria-hidden="true" />
      )}
      <div>
        <h4>{name}</h4>
        {outcome === null && <p className="aside">It waits for its answer.</p>}
        {outcome !== null && 'error' in outcome && <p className="failure">{outcome.error}</p>}
        {answer && <Answer answer={answer} />}
        {answer && (
          <Why of={`tried ${number}`} name={name} onAsk={() => send({ kind: 'explainTried', number })} />
        )}
        {isOfOther && <p className="aside run-name">Asked: {run}</p>}
      </div>
    </li>
  );
});

function Answer({ answer: { says, why, classes, others, concern } }: { readonly answer: PanelAnswer }) {
  const more = classes.slice(shownAtOnce);
  return (
    <>
      <p className={why === null ? 'says' : 'says is-none'}>{says}</p>
      {why !== null && <p className="aside">That is, {why}</p>}
      <Shares classes={classes.slice(0, shownAtOnce)} />
      {more.length > 0 && (
        <details>
          <summary>{countText(more.length, 'more class', 'more classes')}</summary>
          <Shares classes={more} />
          {others > 0 && (
            <p className="aside">And {countText(others, 'other', 'others')}, less likely still.</p>
          )}
        </details>
      )}
      {concern !== null && <p className="note">{concern}</p>}
    </>
  );
}

/** A bar of probability for each class. */
function Shares({ classes }: Pick<PanelAnswer, 'classes'>) {
  return (
    <ol className="shares">
      {classes.map(([name, share]) => (
        <li key={name}>
          <span title={name}>{name}</span>
          <span className="share" aria-hidden="true">
            <span style={{ width: `${share * 100}%` }} />
          </span>
          <span className="figure">{percent(share, 1)}</span>
        </li>
      ))}
    </ol>
  );
}
