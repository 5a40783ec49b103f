import type { PanelLayer } from '../../src/shared/panel-messages';
import { Icon } from '../icon';
import { ProbeBar } from './probe-bar';

/** What the bars at layers say; nothing where nothing was measured. */
export function ProbeKey({ layers }: { readonly layers: readonly PanelLayer[] }) {
  const probe = layers.find((layer) => layer.probe?.isSuggested)?.probe;
  if (!probe) return null;
  return (
    <p className="probe-key">
      <ProbeBar probe={probe} />
      <span>
        How often a linear head there is right, with its standard error. The marks are guessing and, dashed,
        always saying the largest class. <Icon name="best" /> is where to cut, by what was measured
        {probe.isStale ? ' before something changed' : ''}.
      </span>
    </p>
  );
}
