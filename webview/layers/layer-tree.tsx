import { useEffect, useId, useMemo, useRef } from 'react';
import { layersIn } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { send } from '../host';
import { changeViewState, lastSeen, toggled, useViewState, type ViewState, viewState } from '../view-state';
import { type SeenLine, startOf, trainFrom, trainingStarts, useSeenLine } from './freeze-line';
import { KeyHints } from './key-hints';
import { BlockRow, LayerRow } from './layer-row';
import { canBeSeen, followedStates } from './layer-words';
import { LineHandle } from './line-handle';
import { drawnWhole, lineHeight, rowHeight, useRowWindow } from './row-window';
import { useShownColumns } from './shown-columns';
import { treeKey } from './tree-keys';

export function toggleBlock(name: string): void {
  changeViewState({ toggledBlocks: toggled(viewState().toggledBlocks, name) });
}

const select = (id: string) => changeViewState({ selected: id });

interface LayerTreeProps {
  readonly graph: PanelGraph;
  readonly units: readonly Unit[];
  /** Whether only layers that a search found are there, and no line between them. */
  readonly isSearch: boolean;
  /** More is wanted of a row. */
  readonly onOpen: (unit: Unit) => void;
}

/** The layers for everyone: the drawing's accessible twin, and the quickest way to the switches. */
export function LayerTree({ graph, units, isSearch, onOpen }: LayerTreeProps) {
  const box = useRef<HTMLDivElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const focusNext = useRef(false);
  const shown = useShownColumns(box);
  const keys = useId();
  const selected = useViewState('selected');
  const found = units.findIndex(({ id }) => id === selected);
  const current = Math.max(0, found);
  const { first, end } = useRowWindow(box, units.length);
  const scrolls = units.length > drawnWhole;
  const seen = useSeenLine(isSearch ? null : graph.line, units);
  const lineAfter = seen?.here.at ?? Number.POSITIVE_INFINITY;
  const topOf = (row: number) => row * rowHeight + (row > lineAfter ? lineHeight : 0);
  const starts = useMemo(() => trainingStarts(graph), [graph]);
  const fates = useMemo(() => followedStates(graph.layers), [graph.layers]);

  const goTo = (index: number) => {
    const unit = units[index];
    if (unit === undefined) return;
    focusNext.current = true;
    if (unit.id === selected) focusRow(tree.current, unit.id);
    else select(unit.id);
  };

  // The selection also comes from the drawing: then it is only brought into sight.
  useEffect(() => {
    if (scrolls && box.current !== null && found >= 0) bringIntoSight(box.current, found * rowHeight);
  }, [scrolls, found]);
  // A row that was out of sight is there only after the tree has scrolled to it.
  useEffect(() => {
    if (focusNext.current && focusRow(tree.current, selected)) focusNext.current = false;
  });

  return (
    <div className={graph.layers.some(({ probe }) => probe) ? 'tree-box probed' : 'tree-box'}>
      <Titles />
      <div ref={box} className={scrolls ? 'tree-rows scrolls' : 'tree-rows'}>
        <div
          ref={tree}
          role="tree"
          aria-label="Layers"
          aria-describedby={keys}
          className="tree"
          tabIndex={current >= first && current < end ? -1 : 0}
          onFocus={({ target }) => target === tree.current && goTo(current)}
          onClick={({ target }) => {
            const unit = unitAt(units, target);
            if (unit === undefined) return;
            select(unit.id);
            if (unit.kind === 'block') toggleBlock(unit.name);
          }}
          onDoubleClick={({ target }) => {
            const unit = unitAt(units, target);
            if (unit?.kind === 'layer') send({ kind: 'showLayer', layer: unit.layer.name });
          }}
          onKeyDown={(event) =>
            treeKey(event, {
              units,
              current,
              goTo,
              toggleBlock,
              open: onOpen,
              trainFrom: (unit) => trainFrom(startOf(starts, unit)),
              see: (unit) => changeViewState({ seen: seenIn(unit) }),
            })
          }
        >
          <div role="none" style={{ height: topOf(first) }} />
          {units.slice(first, end).map((unit, index) => {
            const at = first + index;
            const props = {
              current: at === current,
              selected: at === found,
              lineAfter: at === lineAfter,
              from: startOf(starts, unit),
              shown,
            };
            return unit.kind === 'layer' ? (
              <LayerRow key={unit.id} unit={unit} fate={fates.get(unit.id)} {...props} />
            ) : (
              <BlockRow key={unit.id} unit={unit} {...props} />
            );
          })}
          <div role="none" style={{ height: topOf(units.length) - topOf(end) }} />
        </div>
        {seen && (
          <LineHandle
            graph={graph}
            seen={seen}
            top={(seen.here.at + 1) * rowHeight}
            stopAt={({ clientY }) =>
              nearestRow(seen, clientY - (tree.current?.getBoundingClientRect().top ?? 0))
            }
          />
        )}
      </div>
      <KeyHints id={keys} />
    </div>
  );
}

/** The stop after the row that ends nearest to a height in the list. */
function nearestRow({ stops, here }: SeenLine, y: number): number | undefined {
  const lineTop = (here.at + 1) * rowHeight;
  const rows = (y - Math.min(lineHeight, Math.max(0, y - lineTop))) / rowHeight;
  const distances = stops.map(({ at }) => Math.abs(at + 1 - rows));
  return stops[distances.indexOf(Math.min(...distances))]?.stop;
}

/** The layer of a unit that is looked into: of a block the last one; the picture is given as before. */
function seenIn(unit: Unit): ViewState['seen'] {
  const layer = layersIn(unit).at(-1);
  const { seen } = viewState();
  return layer && canBeSeen(layer) ? { ...lastSeen(), layer: layer.name } : seen;
}

/** Over the columns, for the eyes: every row says all of it by its name. */
function Titles() {
  return (
    <div className="row titles" aria-hidden="true">
      <span />
      <span>Layer</span>
      <span className="type">Type</span>
      <span className="shape">Output</span>
      <span className="params">Weights</span>
      <span className="word">State</span>
      <span className="act">
        <span>Frozen</span>
        <span className="cut-title">Cut</span>
      </span>
    </div>
  );
}

/** The row that was clicked; none for a click on a button in it. */
function unitAt(units: readonly Unit[], target: EventTarget): Unit | undefined {
  if (!(target instanceof Element) || target.closest('button') !== null) return undefined;
  const id = target.closest('[data-row]')?.getAttribute('data-row');
  return units.find((unit) => unit.id === id);
}

function bringIntoSight(box: HTMLElement, top: number): void {
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + box.clientHeight)
    box.scrollTop = top + rowHeight - box.clientHeight;
}

function focusRow(box: HTMLElement | null, id: string): boolean {
  const row = box?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  row?.focus();
  return row !== null && row !== undefined;
}
