import { memo, useCallback, useMemo, useState } from 'react';
import { layersIn } from '../src/shared/drawing';
import { drawnUnits, type Unit, unitsOf } from '../src/shared/folding';
import type { PanelGraph, PanelPictures } from '../src/shared/panel-messages';
import { LayerCard } from './card/layer-card';
import { Drawing } from './drawing/drawing';
import { FailureFence } from './failure-fence';
import { foundUnits } from './layers/found-units';
import { LayerSearch } from './layers/layer-search';
import { LayerTree } from './layers/layer-tree';
import { ProbeKey } from './layers/probe-key';
import { useRevealed } from './layers/reveal';
import { StateKey } from './layers/state-key';
import { WeightsNews } from './layers/weights-news';
import { Message } from './message';
import { Part } from './parts';
import type { TrainedNetwork } from './seen/network-choice';
import { Seen } from './seen/seen';
import { useShared } from './shared';
import { useViewState } from './view-state';

interface NetworkSectionProps {
  readonly graph: PanelGraph | null;
  readonly missing: string | null;
  /** Of the file. */
  readonly path: string;
  readonly pictures: PanelPictures | null;
  readonly trained: readonly TrainedNetwork[];
}

/** The network: its drawing, and the same layers as a tree. */
export const NetworkSection = memo(function NetworkSection({
  graph,
  missing,
  path,
  pictures,
  trained,
}: NetworkSectionProps) {
  return (
    <Part name="Network">
      {graph ? (
        <>
          <Network graph={graph} />
          <FailureFence what="What a layer sees">
            <Seen path={path} graph={graph} pictures={pictures} trained={trained} />
          </FailureFence>
        </>
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
  const [opened, setOpened] = useState<Unit | null>(null);
  const card = useMemo(() => opened && asItIs(opened, layers), [opened, layers]);
  const close = useCallback(() => setOpened(null), []);
  return (
    <>
      <LayerSearch layers={layers} found={found} search={search}>
        <StateKey />
      </LayerSearch>
      <ProbeKey layers={layers} />
      <WeightsNews graph={graph} />
      <div className="network-and-card">
        <div className="network" ref={setNetwork}>
          <FailureFence what="The drawing">
            <Drawing graph={graph} units={drawn} search={search} onOpen={setOpened} />
          </FailureFence>
          <LayerTree graph={graph} units={found ?? units} isSearch={found !== null} onOpen={setOpened} />
        </div>
        {card && <LayerCard graph={graph} unit={card} onClose={close} />}
      </div>
    </>
  );
}

/** A unit with its layers as they are in the newest view; null where none of them is there any more. */
function asItIs(unit: Unit, layers: readonly PanelGraph['layers'][number][]): Unit | null {
  const names = new Set(layersIn(unit).map(({ name }) => name));
  const now = layers.filter(({ name }) => names.has(name));
  const [first] = now;
  if (first === undefined) return null;
  return unit.kind === 'block' ? { ...unit, layers: now } : { ...unit, layer: first };
}
