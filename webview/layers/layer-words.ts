import { countText, shapeWords } from '../../src/design/words/wording';
import type { BlockUnit, Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import type { ShownColumns } from './shown-columns';

/**
 * What screen readers and the tests find a layer's row by: what is written in it, in that order and without a gap, for
 * who speaks says what is seen; then what there is no room for. `<layer>, <type>, <output>, <n> <state> weights`.
 */
export function layerName(
  { name, type, outputShape, params, state, isCut }: PanelLayer,
  shown: ShownColumns,
): string {
  const word = state === 'follows' ? [] : [state];
  return rowName(
    isCut ? `${name}, cut` : name,
    type,
    shapeWords(outputShape),
    params > 0 ? [weightsWords(params, state)] : [...word, 'no weights'],
    shown,
  );
}

/** The same of a block: `<block>, <n> layers, <n> <state> weights`. */
export function blockName(block: BlockUnit, shown: ShownColumns): string {
  const weights = weightsWords(blockParams(block), blockState(block));
  return rowName(block.name, countText(block.layers.length, 'layer'), '', [weights], shown);
}

function rowName(
  name: string,
  type: string,
  output: string,
  weights: readonly string[],
  shown: ShownColumns,
): string {
  const before = { all: [type, output], 'no output': [type], 'name and weights': [] }[shown];
  const after = { all: [], 'no output': [output], 'name and weights': [type, output] }[shown];
  return [name, ...before, ...weights, ...after].filter((part) => part !== '').join(', ');
}

function weightsWords(params: number, state: string): string {
  return countText(params, `${state} weight`);
}

export function unitName(unit: Unit): string {
  return unit.kind === 'block' ? unit.name : unit.layer.name;
}

export function blockParams({ layers }: BlockUnit): number {
  return layers.reduce((sum, { params }) => sum + params, 0);
}

/**
 * The state of the layer with weights that each layer without any goes with: the one before it, of the first ones the
 * one after. For the eyes: it has none of its own.
 */
export function followedStates(layers: readonly PanelLayer[]): ReadonlyMap<string, PanelLayer['state']> {
  const fates = new Map<string, PanelLayer['state']>();
  let fate = layers.find(({ canFreeze }) => canFreeze)?.state;
  for (const { name, state, canFreeze } of layers) {
    if (canFreeze) fate = state;
    else if (state === 'follows' && fate) fates.set(name, fate);
  }
  return fates;
}

/** The state of the block's layers with weights, or how they are mixed. */
export function blockState({ layers }: BlockUnit): PanelLayer['state'] | 'mixed' {
  const weighted = layers.filter(({ params }) => params > 0);
  const states = new Set((weighted.length > 0 ? weighted : layers).map(({ state }) => state));
  const [first] = states;
  return states.size === 1 && first !== undefined ? first : 'mixed';
}

/** Whether one can look into it: a layer of the base that is not the picture itself. */
export function canBeSeen({ state, inbound }: PanelLayer): boolean {
  return state !== 'new' && inbound.length > 0;
}
