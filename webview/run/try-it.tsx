import { type RefObject, useLayoutEffect, useRef } from 'react';
import { countText } from '../../src/design/words/wording';
import type { PanelTryIt } from '../../src/shared/tried-pictures';
import { send } from '../host';
import { showPart } from '../parts';
import { Button } from '../toolkit';
import { TriedPicture } from './tried-picture';

const placeId = 'try-it';

/** Brings the pictures that are shown to a model into view, and the keyboard to what chooses them where that is wanted. */
export function showTryIt(withKeyboard = false): void {
  showPart('Run');
  // After the part itself was brought into view.
  requestAnimationFrame(() => {
    const place = document.getElementById(placeId);
    place?.scrollIntoView({ block: 'start' });
    if (withKeyboard)
      place?.querySelector<HTMLElement>('.choose vscode-button')?.focus({ preventScroll: true });
  });
}

/** From now on that run's model is asked; whoever said so goes on here. */
export function tryRun(folder: string): void {
  send({ kind: 'tryRun', folder });
  showTryIt(true);
}

interface TryItProps {
  readonly tryIt: PanelTryIt;
  /** Why nothing is executed here; null in a trusted workspace. */
  readonly restricted: string | null;
  /** Whether pictures are held over the panel. */
  readonly isOver: boolean;
}

/** Shows pictures to a run's model: where they are given, and what it says of them. */
export function TryIt({ tryIt, restricted, isOver }: TryItProps) {
  const { folder, name, newest, refused, trouble, caution, waiting, announcement, pictures } = tryIt;
  const shown = Object.entries(pictures).reverse();
  const choose = useRef<HTMLSpanElement>(null);
  const hindrance = restricted ?? refused;
  return (
    <section id={placeId} className="try-it" aria-label="Try it">
      <div className="try-it-head">
        <h3>Try it</h3>
        <span className="aside run-name">{name}</span>
        {newest !== null && <Button onPress={() => tryRun(newest)}>Ask the newest run</Button>}
      </div>
      {hindrance !== null && <p className="note">{hindrance}</p>}
      <div className={isOver ? 'zone over' : 'zone'}>
        {hindrance === null && (
          <p>
            Drop pictures here, or paste one.{' '}
            <span className="aside">Where the editor would open them instead, hold Shift.</span>
          </p>
        )}
        <div className="zone-buttons">
          {hindrance === null && (
            <span ref={choose} className="choose">
              <Button onPress={() => send({ kind: 'pickPictures', folder })}>Choose pictures</Button>
            </span>
          )}
          {waiting > 0 && <StopButton after={choose} />}
          <Button
            disabled={shown.length === 0}
            title={shown.length === 0 ? 'There are no pictures to clear.' : undefined}
            onPress={() => send({ kind: 'clearPictures' })}
          >
            Clear
          </Button>
          {waiting > 0 && <span className="aside">{countText(waiting, 'picture')} to go …</span>}
        </div>
      </div>
      {caution !== null && <p className="aside">{caution}</p>}
      {trouble !== null && (
        <p role="alert" className="failure">
          {trouble}
        </p>
      )}
      <p aria-live="polite" className="only-spoken">
        {announcement}
      </p>
      {shown.length > 0 && (
        <ul className="tried" aria-label="Pictures, newest first">
          {shown.map(([number, picture]) => (
            <TriedPicture key={number} number={number} picture={picture} isOfOther={picture.run !== name} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** It goes when all is done: then the keyboard, if it was here, goes on to `after`. */
function StopButton({ after }: { readonly after: RefObject<HTMLElement | null> }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const here = place.current;
    return () => {
      if (here?.contains(document.activeElement))
        after.current?.querySelector<HTMLElement>('vscode-button')?.focus({ preventScroll: true });
    };
  }, [after]);
  return (
    <span ref={place}>
      <Button onPress={() => send({ kind: 'stopPictures' })}>Stop</Button>
    </span>
  );
}
