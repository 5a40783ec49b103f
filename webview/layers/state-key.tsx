import type { PanelLayer } from '../../src/shared/panel-messages';
import { Icon } from '../icon';

const states: readonly PanelLayer['state'][] = ['frozen', 'trainable', 'new', 'sliced off'];

/** What the signs mean. The tree says it in words, so it is for the eyes alone. */
export function StateKey() {
  return (
    <ul className="state-key" aria-hidden="true">
      {states.map((state) => (
        <li key={state} className={state.replace(' ', '-')}>
          <Icon name={state} />
          {state}
        </li>
      ))}
    </ul>
  );
}
