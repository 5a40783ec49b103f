import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { PanelPastRun, PanelRunSettings } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { Part } from '../parts';
import { Button, SearchField } from '../toolkit';
import { changeViewState, useViewState } from '../view-state';
import { columnsFor, foundRuns, nameColumn, sortedRuns } from './history-rows';
import { HistoryTable } from './history-table';

interface HistoryProps {
  readonly runs: readonly PanelPastRun[];
  readonly settings: PanelRunSettings;
}

/** Drawn at once, and more on demand: a table of hundreds would be drawn at every change of one. */
const pageOfRuns = 50;

/** Every run of this file, newest first unless the user sorts them otherwise. */
export const History = memo(function History({ runs, settings }: HistoryProps) {
  const overlaid = useOverlaid(runs);
  const compare = runs.length > 1 && (
    <Button
      disabled={overlaid.length < 2}
      title={overlaid.length < 2 ? 'Choose two runs or more to see how they differ.' : undefined}
      onPress={() => send({ kind: 'compare', folders: overlaid })}
    >
      Compare
    </Button>
  );
  return (
    <Part name="History" aside={compare}>
      {runs.length === 0 ? (
        <p className="aside">None of this file yet.</p>
      ) : (
        <FoundRuns runs={runs} settings={settings} overlaid={overlaid} />
      )}
    </Part>
  );
});

/** The chosen runs that are there. The editor is asked for their curves, also by a page that was loaded anew. */
function useOverlaid(runs: readonly PanelPastRun[]): readonly string[] {
  const chosen = useViewState('overlaid');
  const there = useMemo(() => {
    const folders = new Set(runs.map(({ folder }) => folder));
    return chosen.filter((folder) => folders.has(folder));
  }, [runs, chosen]);
  const asked = useRef('');
  const wanted = JSON.stringify(there);
  useEffect(() => {
    if (wanted === (asked.current || '[]')) return;
    asked.current = wanted;
    send({ kind: 'showCurves', folders: JSON.parse(wanted) });
  }, [wanted]);
  return there;
}

function FoundRuns({ runs, settings, overlaid }: HistoryProps & { readonly overlaid: readonly string[] }) {
  const filter = useViewState('runFilter');
  const onlyStarred = useViewState('onlyStarred');
  const order = useViewState('runOrder');
  const [most, setMost] = useState(pageOfRuns);
  // Typing goes on while the rows are drawn.
  const deferred = useDeferredValue(filter);
  const found = useMemo(
    () => foundRuns(runs, settings, { filter: deferred, onlyStarred }),
    [runs, settings, deferred, onlyStarred],
  );
  const columns = useMemo(() => [nameColumn, ...columnsFor(found, settings)], [found, settings]);
  const sorted = useMemo(() => sortedRuns(found, columns, order), [found, columns, order]);
  const left = sorted.length - most;
  const place = useRef<HTMLDivElement>(null);
  const showMore = () => {
    setMost(most + pageOfRuns);
    // The button may be gone then; whoever uses the keyboard goes on with what it has shown.
    requestAnimationFrame(() =>
      place.current?.querySelectorAll('tbody tr')[most]?.querySelector('button')?.focus(),
    );
  };
  return (
    <>
      {runs.length > 1 && (
        <div className="run-search">
          <SearchField
            label="Filter by name or setting"
            value={filter}
            onChange={(value) => changeViewState({ runFilter: value })}
          />
          <button
            type="button"
            className="quiet"
            aria-pressed={onlyStarred}
            onClick={() => changeViewState({ onlyStarred: !onlyStarred })}
          >
            <Icon name={onlyStarred ? 'starred' : 'star'} />
            Only starred
          </button>
          <p role="status" className="aside">
            {found.length === runs.length
              ? countText(runs.length, 'run')
              : `${count(found.length)} of ${countText(runs.length, 'run')}`}
          </p>
        </div>
      )}
      {found.length === 0 ? (
        <p className="aside">
          {onlyStarred && filter === '' ? 'No run has a star.' : 'No run is called or set so.'}
        </p>
      ) : (
        <div ref={place}>
          <HistoryTable runs={sorted.slice(0, most)} columns={columns} order={order} overlaid={overlaid} />
        </div>
      )}
      {left > 0 && (
        <p>
          <Button onPress={showMore}>{`Show ${Math.min(left, pageOfRuns)} more of ${count(left)}`}</Button>
        </p>
      )}
    </>
  );
}
