import type { KeyboardEvent } from 'react';
import type { Unit } from '../../src/shared/folding';
import { frozenInBlock, toggleBlockFrozen, toggleFrozen } from './freeze-switch';

const page = 12;

interface TreeKeys {
  readonly units: readonly Unit[];
  readonly current: number;
  readonly goTo: (index: number) => void;
  readonly toggleBlock: (name: string) => void;
  readonly open: (unit: Unit) => void;
  readonly trainFrom: (unit: Unit) => void;
  readonly see: (unit: Unit) => void;
}

/**
 * The keys of an accessible tree (the pattern of the ARIA Authoring Practices), Enter for the card, Space for the switch, and
 * Shift+Space to train from there on, Shift+Enter for what the layer sees.
 */
export function treeKey(event: KeyboardEvent<HTMLElement>, tree: TreeKeys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { units, current, goTo } = tree;
  const inside = event.target instanceof HTMLButtonElement;
  const last = units.length - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(current + 1, last),
    ArrowUp: Math.max(current - 1, 0),
    PageDown: Math.min(current + page, last),
    PageUp: Math.max(current - page, 0),
    Home: 0,
    End: last,
  };
  const to = moves[event.key];
  if (to !== undefined) goTo(to);
  else if (event.key === 'ArrowRight') right(event, tree);
  else if (event.key === 'ArrowLeft' || (inside && event.key === 'Escape')) left(inside, tree);
  else if (!inside && event.key === ' ' && event.shiftKey) {
    const unit = units[current];
    if (unit) tree.trainFrom(unit);
  } else if (!inside && event.key === 'Enter' && event.shiftKey) {
    const unit = units[current];
    if (unit) tree.see(unit);
  } else if (!inside && (event.key === ' ' || event.key === 'Enter')) press(event.key, tree);
  else if (!inside && /^[\p{Letter}_]$/u.test(event.key)) goTo(nextBeginning(event.key, tree));
  else return;
  event.preventDefault();
}

/** Opens a block, goes into an open one; of a layer, goes to its switch and then to its cut. */
function right(event: KeyboardEvent<HTMLElement>, { units, current, goTo, toggleBlock }: TreeKeys): void {
  const unit = units[current];
  if (unit?.kind === 'block') {
    if (unit.open) goTo(current + 1);
    else toggleBlock(unit.name);
    return;
  }
  const row = (event.target as HTMLElement).closest('[role="treeitem"]');
  const buttons = [...(row?.querySelectorAll('button') ?? [])];
  const next = buttons[buttons.indexOf(event.target as HTMLButtonElement) + 1];
  next?.focus();
}

function left(inside: boolean, { units, current, goTo, toggleBlock }: TreeKeys): void {
  const unit = units[current];
  if (inside) goTo(current);
  else if (unit?.kind === 'block' && unit.open) toggleBlock(unit.name);
  else if (unit?.kind === 'layer' && unit.block !== null) {
    goTo(units.findIndex((other) => other.kind === 'block' && other.name === unit.block));
  }
}

function press(key: string, { units, current, open }: TreeKeys): void {
  const unit = units[current];
  if (unit === undefined) return;
  if (key === 'Enter') open(unit);
  else if (unit.kind === 'block') {
    if (frozenInBlock(unit) !== null) toggleBlockFrozen(unit);
  } else if (unit.layer.canFreeze) toggleFrozen(unit.layer);
}

function nextBeginning(letter: string, { units, current }: TreeKeys): number {
  const nameOf = (unit: Unit) => (unit.kind === 'block' ? unit.name : unit.layer.name).toLowerCase();
  for (let step = 1; step <= units.length; step += 1) {
    const index = (current + step) % units.length;
    const unit = units[index];
    if (unit && nameOf(unit).startsWith(letter.toLowerCase())) return index;
  }
  return current;
}
