import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { count } from '../../src/design/words/number-text';
import { shapeWords } from '../../src/design/words/wording';
import type { BlockUnit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { trainFrom } from '../layers/freeze-line';
import { frozenInBlock, toggleBlockFrozen, toggleFrozen } from '../layers/freeze-switch';
import { toggleBlock } from '../layers/layer-tree';
import { blockParams, blockState, probeOf } from '../layers/layer-words';
import { ProbeBar } from '../layers/probe-bar';
import { LongName } from '../long-name';
import type { UnitNode as UnitNodeData } from './drawing-parts';

// Buttons in the drawing are for the mouse: the tree beside it has the same for the keyboard.
const keepFocus = (event: React.MouseEvent) => event.preventDefault();

/** A layer or a folded block as a box: its state by the box's shape, by sign and word, and by colour. */
export const UnitNode = memo(function UnitNode({ data }: NodeProps<UnitNodeData>) {
  const { unit, selected, mark, fate, from } = data;
  const state = unit.kind === 'layer' ? unit.layer.state : blockState(unit);
  const classes = ['box', state.replace(' ', '-'), `mark-${mark}`];
  if (selected) classes.push('selected');
  if (fate !== undefined) classes.push(`with-${fate}`);
  if (unit.kind === 'block') classes.push('block');
  const probe = probeOf(unit);
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <div className={classes.join(' ')}>
        {unit.kind === 'layer' ? <LayerBox layer={unit.layer} /> : <BlockBox unit={unit} />}
        {probe?.isSuggested && (
          <span className="best-cut">
            <Icon name="best" /> cut here, as measured
          </span>
        )}
        {probe && <ProbeBar probe={probe} />}
        {from !== null && <FromButton from={from} />}
      </div>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
});

function LayerBox({ layer }: { readonly layer: PanelLayer }) {
  const { name, type, state, params, outputShape, canFreeze, canCut, isCut } = layer;
  return (
    <>
      {canFreeze ? (
        <button
          type="button"
          className="sign nodrag nopan"
          tabIndex={-1}
          title={state === 'frozen' ? `Let ${name} train` : `Freeze ${name}`}
          onMouseDown={keepFocus}
          onClick={(event) => {
            event.stopPropagation();
            toggleFrozen(layer);
          }}
        >
          <Icon name={state} />
        </button>
      ) : (
        <span className="sign">{state !== 'follows' && <Icon name={state} />}</span>
      )}
      <span className="title" title={name}>
        <LongName name={name} />
      </span>
      <span className="word">{state === 'follows' ? '' : state}</span>
      <span className="type">{type}</span>
      <span className="detail">{shapeWords(outputShape)}</span>
      <span className="params">{params > 0 ? count(params) : ''}</span>
      {canCut && !isCut && (
        <button
          type="button"
          className="cut-here nodrag nopan"
          tabIndex={-1}
          onMouseDown={keepFocus}
          onClick={(event) => {
            event.stopPropagation();
            send({ kind: 'setCut', layer: name });
          }}
        >
          <Icon name="cut" /> Cut here
        </button>
      )}
    </>
  );
}

function FromButton({ from }: { readonly from: string }) {
  return (
    <button
      type="button"
      className="from-here nodrag nopan"
      tabIndex={-1}
      title={`All through ${from} stays frozen`}
      onMouseDown={keepFocus}
      onClick={(event) => {
        event.stopPropagation();
        trainFrom(from);
      }}
    >
      <Icon name="from" /> Train from here
    </button>
  );
}

function BlockBox({ unit }: { readonly unit: BlockUnit }) {
  return (
    <>
      <button
        type="button"
        className="sign nodrag nopan"
        tabIndex={-1}
        title={`Unfold ${unit.name}`}
        onMouseDown={keepFocus}
        onClick={(event) => {
          event.stopPropagation();
          toggleBlock(unit.name);
        }}
      >
        <Icon name="folded" />
      </button>
      <span className="title" title={unit.name}>
        <LongName name={unit.name} />
      </span>
      <BlockState unit={unit} />
      <span className="type">repeated block</span>
      <span className="detail">{count(unit.layers.length)} layers</span>
      <span className="params">{count(blockParams(unit))}</span>
    </>
  );
}

/** Its state in a word; where it can be frozen, what freezes it. */
function BlockState({ unit }: { readonly unit: BlockUnit }) {
  const state = blockState(unit);
  const frozen = frozenInBlock(unit);
  if (frozen === null) return <span className="word">{state}</span>;
  return (
    <button
      type="button"
      className="word freeze nodrag nopan"
      tabIndex={-1}
      title={frozen === true ? `Let ${unit.name} train` : `Freeze ${unit.name}`}
      onMouseDown={keepFocus}
      onClick={(event) => {
        event.stopPropagation();
        toggleBlockFrozen(unit);
      }}
    >
      <Icon name={state} /> {state}
    </button>
  );
}
