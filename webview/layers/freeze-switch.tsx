import type { BlockUnit } from '../../src/shared/folding';
import type { PanelLayer } from '../../src/shared/panel-messages';
import { send } from '../host';

export function toggleFrozen({ name, state }: PanelLayer): void {
  send({ kind: 'setFrozen', layers: [name], frozen: state !== 'frozen' });
}

/** Whether the block's layers that can be frozen are; null where none can. */
export function frozenInBlock({ layers }: BlockUnit): boolean | 'mixed' | null {
  const fit = layers.filter(({ canFreeze }) => canFreeze);
  const frozen = fit.filter(({ state }) => state === 'frozen').length;
  if (fit.length === 0) return null;
  return frozen > 0 && frozen < fit.length ? 'mixed' : frozen > 0;
}

/** Freezes the whole block, unless all of it is frozen. */
export function toggleBlockFrozen(block: BlockUnit): void {
  const layers = block.layers.filter(({ canFreeze }) => canFreeze).map(({ name }) => name);
  send({ kind: 'setFrozen', layers, frozen: frozenInBlock(block) !== true });
}

/** Out of the tab order: the tree has one tab stop, and the right arrow leads here. */
export function FreezeSwitch({ layer }: { readonly layer: PanelLayer }) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={layer.state === 'frozen'}
      aria-label={`Freeze ${layer.name}`}
      title={layer.state === 'frozen' ? 'Frozen: its weights never change' : 'Trainable: its weights change'}
      tabIndex={-1}
      onClick={() => toggleFrozen(layer)}
    >
      <span className="knob" />
    </button>
  );
}

/**
 * For all layers of a block. Some of them may be frozen and others not, which a switch can't say (ARIA takes its
 * `mixed` for `false`): so it is a checkbox, the role that has a third state and stands for a group of choices.
 */
export function BlockFreezeSwitch({ block }: { readonly block: BlockUnit }) {
  const frozen = frozenInBlock(block);
  if (frozen === null) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: looks and works as the layers' switches do, which are buttons
    <button
      type="button"
      role="checkbox"
      className="switch"
      aria-checked={frozen}
      aria-label={`Freeze ${block.name}`}
      title={blockTitles[`${frozen}`]}
      tabIndex={-1}
      onClick={() => toggleBlockFrozen(block)}
    >
      <span className="knob" />
    </button>
  );
}

const blockTitles = {
  true: 'Frozen: the weights of this block never change',
  false: 'Trainable: the weights of this block change',
  mixed: 'Some layers of this block are frozen. A press freezes all of them.',
} as const;
