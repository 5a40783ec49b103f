import type { PanelLayer } from './panel-messages';

/** Bases up to this many layers, the head's included, are shown unfolded. */
export const unfoldedUpTo = 60;

/** What stands in the tree and in the drawing: a layer, or a repeated block's layers. */
export type Unit = LayerUnit | BlockUnit;

export interface LayerUnit {
  readonly kind: 'layer';
  /** The layer's name. */
  readonly id: string;
  readonly layer: PanelLayer;
  /** The open block it stands in. */
  readonly block: string | null;
  /** From 1, among the layers of its block or among the units outside of blocks. */
  readonly position: number;
  readonly siblings: number;
}

export interface BlockUnit {
  readonly kind: 'block';
  /** `block <name>`: told apart from a layer of the same name. */
  readonly id: string;
  readonly name: string;
  readonly layers: readonly PanelLayer[];
  readonly open: boolean;
  readonly position: number;
  readonly siblings: number;
}

/** The layers in their order, blocks of two and more folded; a block that the cut goes through is open at first. */
export function unitsOf(layers: readonly PanelLayer[], toggledBlocks: readonly string[]): readonly Unit[] {
  const groups = groupsOf(layers);
  return groups.flatMap(({ block, members }, index): Unit[] => {
    const place = { position: index + 1, siblings: groups.length };
    const [only] = members;
    if (block === null || (members.length === 1 && only)) {
      return members.map((layer) => ({ kind: 'layer', id: layer.name, layer, block: null, ...place }));
    }
    const open = hasCutInside(members) !== toggledBlocks.includes(block);
    const unit: BlockUnit = {
      kind: 'block',
      id: `block ${block}`,
      name: block,
      layers: members,
      open,
      ...place,
    };
    return open ? [unit, ...layersOf(unit)] : [unit];
  });
}

/** Of open blocks their layers, of folded ones the block: what the drawing shows. */
export function drawnUnits(units: readonly Unit[]): readonly Unit[] {
  return units.filter((unit) => unit.kind === 'layer' || !unit.open);
}

interface Group {
  readonly block: string | null;
  readonly members: PanelLayer[];
}

function groupsOf(layers: readonly PanelLayer[]): readonly Group[] {
  const folds = layers.length > unfoldedUpTo;
  const blocks = new Map<string, Group>();
  const groups: Group[] = [];
  for (const layer of layers) {
    const block = folds ? layer.block : null;
    const known = block === null ? undefined : blocks.get(block);
    if (known) {
      known.members.push(layer);
      continue;
    }
    const group: Group = { block, members: [layer] };
    groups.push(group);
    if (block !== null) blocks.set(block, group);
  }
  return groups;
}

function layersOf({ name, layers }: BlockUnit): readonly LayerUnit[] {
  return layers.map((layer, index) => ({
    kind: 'layer',
    id: layer.name,
    layer,
    block: name,
    position: index + 1,
    siblings: layers.length,
  }));
}

function hasCutInside(layers: readonly PanelLayer[]): boolean {
  const states = new Set(layers.map(({ state }) => state === 'sliced off'));
  return states.size === 2;
}
