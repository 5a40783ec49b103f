import { countText } from '../../src/design/words/wording';
import type { BlockUnit, Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';

/** What the tests and screen readers find a layer by: `<layer>, <type>, <state>, <n> weights`. */
export function layerName({ name, type, state, params }: PanelLayer): string {
  return `${name}, ${type}, ${state}, ${countText(params, 'weight')}`;
}

export function blockName(block: BlockUnit): string {
  return (
    `${block.name}, block of ${countText(block.layers.length, 'layer')}, ${blockState(block)}, ` +
    `${countText(blockParams(block), 'weight')}`
  );
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
