import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { BlockUnit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';

/** What the tests and screen readers find a layer by: `<layer>, <type>, <state>, <n> parameters`. */
export function layerName({ name, type, state, params }: PanelLayer): string {
  return `${name}, ${type}, ${state}, ${count(params)} parameters`;
}

export function blockName(block: BlockUnit): string {
  return (
    `${block.name}, block of ${countText(block.layers.length, 'layer')}, ${blockState(block)}, ` +
    `${count(blockParams(block))} parameters`
  );
}

export function blockParams({ layers }: BlockUnit): number {
  return layers.reduce((sum, { params }) => sum + params, 0);
}

/** The state of the block's layers with weights, or how they are mixed. */
export function blockState({ layers }: BlockUnit): PanelLayer['state'] | 'mixed' {
  const weighted = layers.filter(({ params }) => params > 0);
  const states = new Set((weighted.length > 0 ? weighted : layers).map(({ state }) => state));
  const [first] = states;
  return states.size === 1 && first !== undefined ? first : 'mixed';
}
