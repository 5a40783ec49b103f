import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { layersIn } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { CardChange } from '../../src/shared/layer-card';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon, type IconName } from '../icon';
import { trainFrom } from '../layers/freeze-line';
import { blockState, canBeSeen, unitName } from '../layers/layer-words';
import { bringIntoSight } from '../layers/sight';
import { Message } from '../message';
import { seeLayer } from '../seen/kept-seen';
import { Button } from '../toolkit';
import { useCard } from './described';

interface LayerCardProps {
  readonly graph: PanelGraph;
  readonly unit: Unit;
  readonly onClose: () => void;
}

/**
 * What is known of a layer or block, and what follows from cutting or training there. It takes the focus when it opens, and
 * gives it back when it closes.
 */
export function LayerCard({ graph, unit, onClose }: LayerCardProps) {
  const layers = layersIn(unit);
  const card = useCard(
    layers.map(({ name }) => name),
    graph,
  );
  const place = useRef<HTMLElement>(null);
  const name = unitName(unit);
  useFocusWithin(place, unit.id);
  useUncovered(place, unit.id);
  const [only] = layers;
  const last = layers.at(-1);
  const state = unit.kind === 'block' ? blockState(unit) : unit.layer.state;
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section
      ref={place}
      role="dialog"
      aria-label={`${name}, ${state}`}
      className={`card ${state.replace(' ', '-')}`}
      tabIndex={-1}
      onKeyDown={close}
    >
      <header>
        {state !== 'follows' && <Icon name={state} />}
        <h3>{name}</h3>
        <span className="aside">{state === 'follows' ? 'no weights' : state}</span>
        <button type="button" className="quiet" aria-label="Close" title="Close (Escape)" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {card === undefined && <p className="aside">Looking at it …</p>}
      {card === null && <p className="aside">There is no more to say of it.</p>}
      {card && (
        <>
          <div className="card-changes">
            <Change
              change={card.cut}
              {...{ title: 'Cut here', icon: 'cut' }}
              onPress={(layer) => send({ kind: 'setCut', layer })}
            />
            <Change
              change={card.train}
              {...{ title: 'Train from here', icon: 'from' }}
              onPress={(layer) => trainFrom(layer)}
            />
          </div>
          <dl>
            {card.facts.map(({ term, words }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <footer>
        {last !== undefined && canBeSeen(last) && (
          <Button onPress={() => seeLayer(last.name)}>What it sees</Button>
        )}
        <Button onPress={() => bringIntoSight(only?.name ?? '')}>Show in the drawing</Button>
        {unit.kind === 'layer' && (
          <Button onPress={() => send({ kind: 'showLayer', layer: name })}>Show in the text</Button>
        )}
      </footer>
    </section>
  );
}

interface ChangeProps {
  readonly title: string;
  readonly icon: IconName;
  readonly change: CardChange;
  readonly onPress: (layer: string) => void;
}

/** What follows from a change; where it can be made, the button for it. */
function Change({ title, icon, change: { layer, words }, onPress }: ChangeProps) {
  return (
    <div>
      {layer === null ? (
        <h4>
          <Icon name={icon} /> {title}
        </h4>
      ) : (
        <Button onPress={() => onPress(layer)}>{title}</Button>
      )}
      <p>
        <Message text={words} />
      </p>
    </div>
  );
}

/** Takes the focus for each unit, and again where a button that had it is gone; gives it back in the end. */
function useFocusWithin(place: React.RefObject<HTMLElement | null>, unit: string): void {
  const before = useRef<Element>(null);
  const has = useRef(false);
  useEffect(() => {
    const { activeElement } = document;
    if (before.current === null && activeElement !== document.body) before.current = activeElement;
    void unit;
    place.current?.focus({ preventScroll: true });
    has.current = true;
  }, [place, unit]);
  useLayoutEffect(() => {
    if (has.current && document.activeElement === document.body)
      place.current?.focus({ preventScroll: true });
  });
  useEffect(() => {
    const { current } = place;
    // Gone from the page when the focus is given back.
    const beside = current?.parentElement;
    const look = ({ relatedTarget }: FocusEvent) => {
      // Null also where what had the focus is gone: then it is taken again.
      if (relatedTarget instanceof Node) has.current = current?.contains(relatedTarget) ?? false;
    };
    current?.addEventListener('focusout', look);
    return () => {
      current?.removeEventListener('focusout', look);
      const { activeElement } = document;
      if (!has.current && activeElement !== document.body) return;
      // What was pressed in the drawing takes no focus; the row that stands for it does.
      const row = beside?.querySelector('[role="tree"] [tabindex="0"]');
      const back = before.current?.isConnected ? before.current : row;
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, [place]);
}

/** Scrolls the page so far that the card does not lie over what it is of, in the drawing or in the list. */
function useUncovered(place: React.RefObject<HTMLElement | null>, unit: string): void {
  const isOfList = useRef(false);
  useLayoutEffect(() => {
    void unit;
    const { activeElement } = document;
    if (place.current?.contains(activeElement)) return;
    isOfList.current = activeElement?.closest('[role="tree"]') != null;
  }, [place, unit]);
  useEffect(() => {
    void unit;
    const { current } = place;
    if (current === null) return;
    // It grows when what there is to say has come.
    const observer = new ResizeObserver(() => uncover(current, isOfList.current));
    observer.observe(current);
    return () => observer.disconnect();
  }, [place, unit]);
}

function uncover(card: HTMLElement, isOfList: boolean): void {
  const what = isOfList ? '[role="treeitem"][aria-selected="true"]' : '.drawing .selected';
  const covered = card.parentElement?.querySelector(what)?.getBoundingClientRect();
  const { top, bottom, left, height } = card.getBoundingClientRect();
  if (!covered || covered.right <= left || covered.top >= bottom) return;
  // Where the network begins low on the page, the card comes up to its place only as that is scrolled.
  const by = covered.bottom + distance - Math.min(top, window.innerHeight - distance - height);
  if (by > 0) window.scrollBy(0, by);
}

/** Between what a card is of and the card, in pixels. */
const distance = 12;
