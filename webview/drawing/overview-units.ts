import type { BlockUnit, Unit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';

/** More can't be told apart at a glance, nor be named in a narrow panel. */
const mostUnits = 36;

/** Layers that stand one after the other, under one name. */
interface Piece {
  readonly name: string;
  /** Pieces of different parts are never put together: whether it is kept, sliced off or new, and the stage of blocks. */
  readonly part: string;
  readonly layers: readonly PanelLayer[];
}

/**
 * The network as a few dozen units in the order of the data: its blocks and the layers outside of them, put together
 * with their neighbours where there are too many. The head is one.
 */
export function overviewUnits(layers: readonly PanelLayer[]): readonly Unit[] {
  const pieces = piecesOf(layers);
  let joined: readonly Piece[] = pieces;
  const least = Math.ceil(pieces.length / mostUnits);
  for (let size = least; joined.length > mostUnits && size < pieces.length; size += 1)
    joined = joinedBy(pieces, size, size < pieces.length / 4);
  return joined.map(unitOf);
}

function unitOf({ name, layers }: Piece, index: number, { length: siblings }: readonly Piece[]): Unit {
  const place = { position: index + 1, siblings };
  const [only] = layers;
  if (only && layers.length === 1)
    return { kind: 'layer', id: only.name, layer: only, block: null, ...place };
  const unit: BlockUnit = { kind: 'block', id: `part ${only?.name}`, name, layers, open: false, ...place };
  return unit;
}

function piecesOf(layers: readonly PanelLayer[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const layer of layers) {
    const last = pieces.at(-1);
    if (last && goesOn(last, layer)) pieces[pieces.length - 1] = { ...last, layers: [...last.layers, layer] };
    else {
      const side = sideOf(layer);
      const name = side === 'new' ? 'head' : (layer.block ?? layer.name);
      const stage = layer.block === null ? 'alone' : `block ${stageOf(name)}`;
      pieces.push({ name, part: `${side} ${stage}`, layers: [layer] });
    }
  }
  return pieces;
}

function goesOn({ part, layers: [first] }: Piece, layer: PanelLayer): boolean {
  const side = sideOf(layer);
  return part.startsWith(side) && (side === 'new' || (layer.block !== null && first?.block === layer.block));
}

function sideOf({ state }: PanelLayer): string {
  return state === 'new' || state === 'sliced off' ? state : 'kept';
}

/** What a block belongs to by its name: `conv4` of `conv4_block12`, `block6` of `block6d`; empty where it names none. */
function stageOf(name: string): string {
  return (
    /^(.*\d)(?:[._](?:block|blocks|layer|layers|unit)?_?\d+|[._](?:blocks?|layers?)[._]\d+|[a-z])$/i.exec(
      name,
    )?.[1] ?? ''
  );
}

/** Up to `size` neighbours as one, within their part or, if that is too little, across stages. */
function joinedBy(pieces: readonly Piece[], size: number, keepsStages: boolean): readonly Piece[] {
  const groups: Piece[][] = [];
  const sideOfPart = (part: string) => part.slice(0, part.indexOf(' '));
  for (const piece of pieces) {
    const group = groups.at(-1);
    const part = group?.[0]?.part;
    const fits =
      part !== undefined && (keepsStages ? part === piece.part : sideOfPart(part) === sideOfPart(piece.part));
    if (group && fits && group.length < size) group.push(piece);
    else groups.push([piece]);
  }
  return groups.map((group) => {
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined || group.length === 1) return group[0]!;
    return {
      name: rangeName(first.name, last.name),
      part: first.part,
      layers: group.flatMap(({ layers }) => layers),
    };
  });
}

/** `block1–3` of `block1` and `block3`, `conv2d_5 – add_9` of names that differ in more than their end. */
function rangeName(first: string, last: string): string {
  const [, stem = '', end = ''] = /^(.*?)(\d+[a-z]?|[a-z])$/i.exec(last) ?? [];
  const isSame =
    stem !== '' && first.startsWith(stem) && /^(\d+[a-z]?|[a-z])$/i.test(first.slice(stem.length));
  return isSame ? `${first}–${end}` : `${first} – ${last}`;
}
