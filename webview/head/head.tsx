import { useEffect, useLayoutEffect, useRef } from 'react';
import type { PanelView } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { goToPart, partNames } from '../parts';
import { ProblemCounts, ProblemList } from './problems';
import { RunBar, TrainRow } from './train-row';

/** What stays in sight: the file, what is wrong with it, the run's buttons, and how far the run is. */
export function Head({ view }: { readonly view: PanelView }) {
  const head = useRef<HTMLElement>(null);
  useRoomBelow(head);
  return (
    <>
      <header ref={head} className="head">
        <div className="head-file">
          <h1 title={view.file}>{view.file}</h1>
          <ProblemCounts problems={view.problems} />
          <button
            type="button"
            className="quiet"
            aria-pressed={view.pinned}
            aria-label="Pin to this file"
            title={
              view.pinned ? 'Stays with this file. Press to follow the active one.' : 'Stay with this file'
            }
            onClick={() => send({ kind: 'pin', pinned: !view.pinned })}
          >
            <Icon name={view.pinned ? 'pinned' : 'pin'} />
          </button>
        </div>
        <ProblemList problems={view.problems} />
        <div className="head-run">
          <TrainRow view={view} />
          <nav aria-label="Parts of the panel">
            {partNames.map((name) => (
              <button
                key={name}
                type="button"
                className="quiet"
                aria-label={`Go to ${name}`}
                onClick={() => goToPart(name)}
              >
                {name}
              </button>
            ))}
          </nav>
        </div>
        <RunBar run={view.run} />
      </header>
      {view.restricted !== null && (
        <aside className="note" aria-label="Workspace trust">
          <Icon name="shield" />
          <span>{view.restricted}</span>
        </aside>
      )}
    </>
  );
}

/** What is scrolled to comes to stand below the head, however high that is at the time. */
function useRoomBelow(head: React.RefObject<HTMLElement | null>): void {
  // After each drawing: what is scrolled to with it is scrolled to before an observer is told.
  useLayoutEffect(() => leaveRoom(head.current));
  useEffect(() => {
    const { current } = head;
    if (current === null) return;
    const observer = new ResizeObserver(() => leaveRoom(current));
    observer.observe(current);
    return () => observer.disconnect();
  }, [head]);
}

function leaveRoom(head: HTMLElement | null): void {
  document.documentElement.style.setProperty('--head-height', `${head?.offsetHeight ?? 0}px`);
}
