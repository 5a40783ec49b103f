import { useState } from 'react';
import { count } from '../../src/design/words/number-text';
import type { PanelOddGroup, PanelOddPictures } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { showPart } from '../parts';
import { Button } from '../toolkit';
import { OddFinding } from './odd-finding';
import { useWantedOdd } from './odd-thumbnails';

const placeId = 'odd-pictures';

/** Brings what was found odd among the pictures into view. */
export function showOddPictures(): void {
  showPart('Plan');
  // After the part itself was brought into view.
  requestAnimationFrame(() => document.getElementById(placeId)?.scrollIntoView({ block: 'start' }));
}

interface OddPicturesProps {
  readonly odd: PanelOddPictures;
  readonly path: string;
}

/** What comparing all pictures has shown, or that it has not been done, with the button for it. */
export function OddPictures({ odd, path }: OddPicturesProps) {
  const { state, words, done, canBegin, groups } = odd;
  const icon = state === 'looked' ? (groups.length > 0 ? 'warning' : 'check') : 'information';
  return (
    <div id={placeId} className="odd-pictures">
      <div className="image-check">
        <p className={icon}>
          <Icon name={icon} />
          <span role="status">{words}</span>
        </p>
        {state === 'looking' && (
          <progress aria-label="Pictures looked at" max={1} {...(done === null ? {} : { value: done })} />
        )}
        {(canBegin || state === 'looking') && (
          <Button onPress={() => send({ kind: state === 'looking' ? 'stopLooking' : 'lookForOdd' })}>
            {state === 'looking'
              ? 'Stop looking'
              : state === 'looked'
                ? 'Look again'
                : 'Look for odd pictures'}
          </Button>
        )}
      </div>
      {groups.map((group, at) => (
        <Group key={group.heading} group={group} path={path} isFirst={at === 0} />
      ))}
    </div>
  );
}

/** Findings that are shown before somebody asks for the rest. */
const shownAtFirst = 4;

interface GroupProps {
  readonly group: PanelOddGroup;
  readonly path: string;
  readonly isFirst: boolean;
}

function Group({ group: { heading, findings }, path, isFirst }: GroupProps) {
  const [isOpen, setOpen] = useState(isFirst);
  const [isWhole, setWhole] = useState(false);
  const listed = isWhole ? findings : findings.slice(0, shownAtFirst);
  useWantedOdd(
    path,
    isOpen
      ? listed.flatMap(({ pictures, nearest }) => [...pictures, ...nearest].map(({ file }) => file))
      : [],
  );
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {heading} <span className="aside">{count(findings.length)}</span>
      </summary>
      {isOpen && (
        <>
          <ul className="odd-findings" aria-label={heading}>
            {listed.map((finding) => (
              <OddFinding key={finding.id} finding={finding} />
            ))}
          </ul>
          {findings.length > shownAtFirst && (
            <Button onPress={() => setWhole(!isWhole)}>
              {isWhole ? 'Show fewer' : `Show all ${count(findings.length)}`}
            </Button>
          )}
        </>
      )}
    </details>
  );
}
