import { memo } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText, shapeWords } from '../../src/design/words/wording';
import type { BlockUnit, LayerUnit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { LongName } from '../long-name';
import { trainFrom } from './freeze-line';
import { BlockFreezeSwitch, FreezeSwitch, frozenInBlock } from './freeze-switch';
import { blockName, blockParams, blockState, canBeSeen, layerName } from './layer-words';
import type { ShownColumns } from './shown-columns';

interface RowProps<T> {
  readonly unit: T;
  /** Whether Tab leads here, and the arrow keys go on from here. */
  readonly current: boolean;
  readonly selected: boolean;
  /** Whether the freeze line stands after it. */
  readonly lineAfter: boolean;
  /** The layer through which all stays frozen if training begins here; null where that changes nothing. */
  readonly from: string | null;
  readonly shown: ShownColumns;
}

interface LayerRowProps extends RowProps<LayerUnit> {
  /** The state of those that a layer without weights goes with. */
  readonly fate: PanelLayer['state'] | undefined;
}

/** One layer. Clicks and keys on it are the tree's to handle. */
export const LayerRow = memo(function LayerRow({
  unit,
  current,
  selected,
  lineAfter,
  from,
  shown,
  fate,
}: LayerRowProps) {
  const { layer } = unit;
  const follows = layer.state === 'follows';
  return (
    <div
      role="treeitem"
      className={[
        ...['row', layer.state.replace(' ', '-')],
        ...(follows && fate ? [`with-${fate}`] : []),
        ...(layer.isCut ? ['is-cut'] : []),
        ...(lineAfter ? ['line-after'] : []),
      ].join(' ')}
      aria-label={layerName(layer, shown)}
      aria-description={descriptionOf(layer)}
      aria-level={unit.block === null ? 1 : 2}
      aria-posinset={unit.position}
      aria-setsize={unit.siblings}
      aria-selected={selected}
      aria-keyshortcuts={shortcutsOf(layer.canFreeze, from)}
      tabIndex={current ? 0 : -1}
      data-row={unit.id}
      data-vscode-context={canBeSeen(layer) ? menuContext(layer) : undefined}
    >
      {follows ? <span /> : <Icon name={layer.state} />}
      <span className="name" title={layer.name}>
        <LongName name={layer.name} />
      </span>{' '}
      {layer.isCut && <span className="cut-mark">cut</span>} <span className="type">{layer.type}</span>{' '}
      <span className="shape">{shapeWords(layer.outputShape)}</span>{' '}
      <span className="params">{layer.params > 0 ? count(layer.params) : '–'}</span>{' '}
      <span className="word">{follows ? '' : layer.state}</span>
      <span className="act">
        {layer.canFreeze && <FreezeSwitch layer={layer} />}
        {from !== null && <FromButton name={layer.name} from={from} />}
        {layer.canCut && !layer.isCut && <CutButton layer={layer} />}
      </span>
    </div>
  );
});

export const BlockRow = memo(function BlockRow({
  unit,
  current,
  selected,
  lineAfter,
  from,
  shown,
}: RowProps<BlockUnit>) {
  const state = blockState(unit);
  return (
    <div
      role="treeitem"
      className={`row block ${state.replace(' ', '-')}${lineAfter ? ' line-after' : ''}`}
      aria-label={blockName(unit, shown)}
      aria-expanded={unit.open}
      aria-level={1}
      aria-posinset={unit.position}
      aria-setsize={unit.siblings}
      aria-selected={selected}
      aria-keyshortcuts={shortcutsOf(frozenInBlock(unit) !== null, from)}
      tabIndex={current ? 0 : -1}
      data-row={unit.id}
    >
      <Icon name={unit.open ? 'open' : 'folded'} />
      <span className="name" title={unit.name}>
        <LongName name={unit.name} />
      </span>{' '}
      <span className="type">{countText(unit.layers.length, 'layer')}</span> <span className="shape" />
      <span className="params">{count(blockParams(unit))}</span> <span className="word">{state}</span>
      <span className="act">
        <BlockFreezeSwitch block={unit} />
        {from !== null && <FromButton name={unit.name} from={from} />}
      </span>
    </div>
  );
});

const fromKey = 'Shift+Space';

/** The keys that do something in a row, as `aria-keyshortcuts` has them. */
function shortcutsOf(canFreeze: boolean, from: string | null): string | undefined {
  return [...(canFreeze ? ['Space'] : []), ...(from === null ? [] : [fromKey])].join(' ') || undefined;
}

/** Moves the freeze line to before the layer or block. */
function FromButton({ name, from }: { readonly name: string; readonly from: string }) {
  return (
    <button
      type="button"
      className="from-here"
      aria-label={`Train from here, from ${name} on`}
      title={`Train from here (${fromKey}): all through ${from} stays frozen`}
      tabIndex={-1}
      onClick={() => trainFrom(from)}
    >
      <Icon name="from" />
    </button>
  );
}

function CutButton({ layer }: { readonly layer: PanelLayer }) {
  return (
    <button
      type="button"
      className="cut-here"
      aria-label={`Cut here, after ${layer.name}`}
      title={`Cut here: ${layer.name} becomes the last layer that is kept`}
      tabIndex={-1}
      onClick={() => send({ kind: 'setCut', layer: layer.name })}
    >
      <Icon name="cut" />
    </button>
  );
}

/** What the editor's menu on the row is told. */
function menuContext({ name }: PanelLayer): string {
  return JSON.stringify({ webviewSection: 'layer', seenLayer: name, preventDefaultContextMenuItems: true });
}

function descriptionOf({ isCut, canCut }: PanelLayer): string | undefined {
  if (isCut) return 'the cut: the last layer that is kept';
  return canCut ? 'can be the cut' : undefined;
}
