import { type ReactNode, useEffect, useRef } from 'react';
import type { PanelRun } from '../src/shared/panel-messages';
import { isGoing } from '../src/shared/run-record';
import { Icon } from './icon';
import { changeViewState, toggled, useViewState, viewState } from './view-state';

/** The parts of the panel, in the order of the work. */
export const partNames = ['Plan', 'Network', 'Run', 'Study', 'History'] as const;
export type PartName = (typeof partNames)[number];

interface PartProps {
  readonly name: PartName;
  /** Beside the name, in a few words; it stays when the part is folded. */
  readonly aside?: ReactNode;
  /** Below the name; it stays when the part is folded. */
  readonly always?: ReactNode;
  readonly children: ReactNode;
}

/** One of the parts: its name folds it, and what is folded is not drawn. */
export function Part({ name, aside, always, children }: PartProps) {
  const folded = useViewState('folded');
  const isFolded = folded.includes(name);
  return (
    <section id={placeOf(name)} className={`part ${placeOf(name)}`} aria-label={name}>
      <div className="part-head">
        <h2>
          <button
            type="button"
            className="quiet"
            aria-expanded={!isFolded}
            onClick={() => changeViewState({ folded: toggled(folded, name) })}
          >
            <Icon name={isFolded ? 'folded' : 'open'} />
            {name}
          </button>
        </h2>
        {aside}
      </div>
      {always}
      {!isFolded && <div className="part-body">{children}</div>}
    </section>
  );
}

/** Unfolds a part and brings it into view, below the head. */
export function showPart(name: PartName): void {
  const { folded } = viewState();
  if (folded.includes(name)) changeViewState({ folded: toggled(folded, name) });
  requestAnimationFrame(() => document.getElementById(placeOf(name))?.scrollIntoView({ block: 'start' }));
}

/** The same, and the keyboard goes there too. */
export function goToPart(name: PartName): void {
  showPart(name);
  document.getElementById(placeOf(name))?.querySelector('button')?.focus({ preventScroll: true });
}

/** Brings Run into view when a run of the file begins, however that was asked for; not one that was found going on. */
export function useRunInView(path: string | undefined, run: PanelRun | null): void {
  const going = run !== null && isGoing(run.state) ? run.folder : null;
  const last = useRef<{ readonly path: string | undefined; readonly going: string | null }>(undefined);
  useEffect(() => {
    const before = last.current;
    last.current = { path, going };
    const begins = going !== null && going !== before?.going;
    if (begins && path !== undefined && path === before?.path) showPart('Run');
  }, [path, going]);
}

function placeOf(name: PartName): string {
  return `part-${name.toLowerCase()}`;
}
