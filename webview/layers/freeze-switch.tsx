import type { PanelLayer } from '../../src/messages/panel-messages';
import { send } from '../host';

export function toggleFrozen({ name, state }: PanelLayer): void {
  send({ kind: 'setFrozen', layer: name, frozen: state !== 'frozen' });
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
