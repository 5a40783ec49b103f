import type { Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';

/** The layers whose name or type contains the words, one after the other, out of their blocks. */
export function foundUnits(layers: readonly PanelLayer[], search: string): readonly Unit[] {
  const found = layers.filter((layer) => isFound(layer, search));
  return found.map((layer, index) => ({
    kind: 'layer',
    id: layer.name,
    layer,
    block: null,
    position: index + 1,
    siblings: found.length,
  }));
}

export function isFound({ name, type }: PanelLayer, search: string): boolean {
  const words = search.trim().toLowerCase();
  return words !== '' && (name.toLowerCase().includes(words) || type.toLowerCase().includes(words));
}
