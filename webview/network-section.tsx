import { memo, useMemo, useState } from 'react';
import { count } from '../src/design/words/number-text';
import { countText } from '../src/design/words/wording';
import { drawnUnits, unitsOf } from '../src/shared/folding';
import type { PanelGraph } from '../src/shared/panel-messages';
import { Drawing } from './drawing/drawing';
import { FailureFence } from './failure-fence';
import { foundUnits } from './layers/found-units';
import { LayerTree } from './layers/layer-tree';
import { useRevealed } from './layers/reveal';
import { StateKey } from './layers/state-key';
import { WeightsNews } from './layers/weights-news';
import { Message } from './message';
import { Part } from './parts';
import { useShared } from './shared';
import { SearchField } from './toolkit';
import { changeViewState, useViewState } from './view-state';

interface NetworkSectionProps {
  readonly graph: PanelGraph | null;
  readonly missing: string | null;
}

/** The network: its drawing, and the same layers as a tree. */
export const NetworkSection = memo(function NetworkSection({ graph, missing }: NetworkSectionProps) {
  return (
    <Part name="Network">
      {graph ? (
        <Network graph={graph} />
      ) : (
        <p className="note">
          <span>
            <Message text={missing ?? 'There is no base to show yet.'} />
          </span>
        </p>
      )}
    </Part>
  );
});

function Network({ graph }: { readonly graph: PanelGraph }) {
  const toggledBlocks = useViewState('toggledBlocks');
  const search = useViewState('search');
  const { layers } = graph;
  const units = useShared(useMemo(() => unitsOf(layers, toggledBlocks), [layers, toggledBlocks]));
  const [network, setNetwork] = useState<HTMLElement | null>(null);
  useRevealed(layers, units, network);
  const drawn = useMemo(() => drawnUnits(units), [units]);
  const found = useMemo(() => (search.trim() === '' ? null : foundUnits(layers, search)), [layers, search]);
  return (
    <>
      <div className="layers-tools">
        <SearchField
          label="Search layers by name or type"
          value={search}
          onChange={(value) => changeViewState({ search: value })}
        />
        <span className="aside" role="status">
          {found
            ? `${count(found.length)} of ${countText(layers.length, 'layer')}`
            : countText(layers.length, 'layer')}
        </span>
        <StateKey />
      </div>
      <WeightsNews graph={graph} />
      <div className="network" ref={setNetwork}>
        <FailureFence what="The drawing">
          <Drawing graph={graph} units={drawn} search={search} />
        </FailureFence>
        <LayerTree graph={graph} units={found ?? units} isSearch={found !== null} />
      </div>
    </>
  );
}
