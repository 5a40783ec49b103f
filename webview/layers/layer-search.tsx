import { type ReactNode, useEffect, useRef } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import { SearchField } from '../toolkit';
import { changeViewState, useViewState } from '../view-state';
import { bringIntoSight } from './sight';

interface LayerSearchProps {
  readonly layers: readonly PanelLayer[];
  /** What the search has found; null without one. */
  readonly found: readonly Unit[] | null;
  readonly search: string;
  readonly children: ReactNode;
}

/** Searches layers, and goes through what it finds: Enter to the next, Shift+Enter back, Escape ends it. */
export function LayerSearch({ layers, found, search, children }: LayerSearchProps) {
  const selected = useViewState('selected');
  const at = found?.findIndex(({ id }) => id === selected) ?? -1;
  useFirstFound(search, found, at);
  const go = (by: number) => {
    if (found && found.length > 0) goTo(found[(Math.max(at, 0) + by + found.length) % found.length]);
  };
  return (
    <div className="layers-tools">
      <SearchField
        label="Search layers by name or type"
        value={search}
        onChange={(value) => changeViewState({ search: value })}
        onKey={(event) => {
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') changeViewState({ search: '' });
        }}
      />
      <span className="aside" role="status">
        {found ? foundWords(found, at) : countText(layers.length, 'layer')}
        {at >= 0 && found && <span className="only-spoken">{`, ${found[at]?.id}`}</span>}
      </span>
      {children}
    </div>
  );
}

function foundWords(found: readonly Unit[], at: number): string {
  if (found.length === 0) return 'none found';
  return `${count(Math.max(at, 0) + 1)} of ${count(found.length)}`;
}

/** Goes to the first match of another search, unless what is selected is one. */
function useFirstFound(search: string, found: readonly Unit[] | null, at: number): void {
  const last = useRef(search);
  useEffect(() => {
    if (last.current === search) return;
    last.current = search;
    if (found) goTo(found[Math.max(at, 0)]);
  }, [search, found, at]);
}

function goTo(unit: Unit | undefined): void {
  if (unit === undefined) return;
  changeViewState({ selected: unit.id });
  bringIntoSight(unit.id);
}
