import '@xyflow/react/dist/base.css';
import { ReactFlowProvider } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import { type Direction, drawingKey } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { type Size, useSize } from '../use-size';
import { viewState } from '../view-state';
import { Boxes } from './boxes';
import { DrawingTools } from './drawing-tools';
import { Overview } from './overview';
import { useLayout } from './use-layout';
import { useView } from './use-view';

interface DrawingProps {
  readonly graph: PanelGraph;
  /** Layers and folded blocks, as the boxes that are drawn. */
  readonly units: readonly Unit[];
  readonly search: string;
  /** A box was pressed. */
  readonly onOpen: (unit: Unit) => void;
}

/**
 * The network, as boxes and arrows where these can be read, else as an overview of its blocks. Hidden from screen readers:
 * the tree beside it says the same.
 */
export function Drawing(props: DrawingProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const size = useSize(place);
  return (
    <div ref={setPlace} className="drawing">
      {size && <Drawn {...props} frame={size} />}
    </div>
  );
}

/** Where the frame is so much wider than high, the data goes to the right. */
const wide = 1.6;

function directionFor({ width, height }: Size): Direction {
  return width > wide * height ? 'right' : 'down';
}

function Drawn({ graph, units, search, onOpen, frame }: DrawingProps & { readonly frame: Size }) {
  const direction = directionFor(frame);
  const laidOut = useLayout(
    useMemo(() => drawingKey(graph, units, direction), [graph, units, direction]),
    direction,
  );
  const view = useView(laidOut, units, frame);
  const towards = useCallback(
    () => viewState().selected || (graph.line?.stops[graph.line.at] ?? units[0]?.id ?? ''),
    [graph, units],
  );
  const { zoom } = view;
  const onZoom = useCallback((factor: number) => zoom(factor, towards()), [zoom, towards]);
  const { layout, failure } = laidOut;
  return (
    <>
      {failure !== null && (
        <p className="note">The network could not be drawn ({failure}). The list has all its layers.</p>
      )}
      {layout === null && failure === null && view.viewport !== null && (
        <p className="waiting">Drawing the network …</p>
      )}
      {view.viewport === null ? (
        <Overview graph={graph} search={search} frame={frame} onOpen={onOpen} onEnter={view.goTo} />
      ) : (
        layout && (
          <ReactFlowProvider>
            <Boxes
              {...{ graph, units, search, frame, onOpen, layout }}
              direction={laidOut.direction}
              viewport={view.viewport}
              onMove={view.move}
            />
          </ReactFlowProvider>
        )
      )}
      <DrawingTools onZoom={onZoom} onFit={view.fit} />
    </>
  );
}
