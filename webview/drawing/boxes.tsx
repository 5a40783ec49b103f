import {
  type EdgeTypes,
  MarkerType,
  type NodeTypes,
  ReactFlow,
  useReactFlow,
  type Viewport,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import type { Direction, Layout } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { send } from '../host';
import { trainingStarts, useSeenLine } from '../layers/freeze-line';
import { followedStates } from '../layers/layer-words';
import { useShared } from '../shared';
import type { Size } from '../use-size';
import { changeViewState, useViewState } from '../view-state';
import { CutLine } from './cut-line';
import { type DrawnNode, edgesOf, nodesOf, unitWith } from './drawing-parts';
import { FreezeLineNode } from './freeze-line-node';
import { RouteEdge } from './route-edge';
import { UnitNode } from './unit-node';
import { isInSight, largest, smallestToRead, viewportAt } from './viewport';

const nodeTypes: NodeTypes = { unit: UnitNode, cutLine: CutLine, freezeLine: FreezeLineNode };
const edgeTypes: EdgeTypes = { route: RouteEdge };
const arrowHead = {
  markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--arrow)' },
};

interface BoxesProps {
  readonly graph: PanelGraph;
  readonly units: readonly Unit[];
  readonly search: string;
  readonly frame: Size;
  readonly layout: Layout;
  readonly direction: Direction;
  readonly viewport: Viewport;
  /** The user has moved the view. */
  readonly onMove: (viewport: Viewport) => void;
  readonly onOpen: (unit: Unit) => void;
}

/** The network as boxes and arrows, seen through a viewport. */
export function Boxes(props: BoxesProps) {
  const { graph, units, search, frame, layout, direction, viewport, onMove, onOpen } = props;
  const selected = useViewState('selected');
  const seen = useSeenLine(graph.line, units);
  const facts = useMemo(
    () => ({ fates: followedStates(graph.layers), starts: trainingStarts(graph) }),
    [graph],
  );
  const nodes = useShared(
    useMemo(
      () => nodesOf(units, layout, direction, selected, search, seen, facts),
      [units, layout, direction, selected, search, seen, facts],
    ),
  );
  const edges = useMemo(() => edgesOf(layout), [layout]);
  const { setViewport } = useReactFlow();
  useEffect(() => {
    void setViewport(viewport);
  }, [viewport, setViewport]);
  useSelectedInSight(units, selected, props);
  useLineInSight(nodes, frame, props);
  return (
    <div className="boxes" aria-hidden="true">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={arrowHead}
        defaultViewport={viewport}
        onNodeClick={(_event, { data }) => {
          if (!('unit' in data)) return;
          changeViewState({ selected: data.unit.id });
          onOpen(data.unit);
        }}
        onNodeDoubleClick={(_event, { data }) => showInText(data)}
        onMoveEnd={(event, moved) => event !== null && onMove(moved)}
        minZoom={0.9 * Math.min(smallestToRead, viewport.zoom)}
        maxZoom={largest}
        onlyRenderVisibleElements={nodes.length > 100}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        zoomActivationKeyCode={['Control', 'Meta']}
        proOptions={{ hideAttribution: true }}
      />
    </div>
  );
}

function showInText(data: DrawnNode['data']): void {
  if ('unit' in data && data.unit.kind === 'layer') send({ kind: 'showLayer', layer: data.unit.layer.name });
}

/** Moves the drawing, without zooming, when the freeze line has moved out of its sight. */
function useLineInSight(
  nodes: readonly DrawnNode[],
  frame: Size,
  { direction, viewport, onMove }: BoxesProps,
): void {
  const line = nodes.find(({ type }) => type === 'freezeLine')?.position;
  const place = line && (direction === 'down' ? line.y : line.x);
  const last = useRef(place);
  useEffect(() => {
    const isFirst = last.current === undefined || last.current === place;
    last.current = place;
    if (isFirst || place === undefined) return;
    const { x, y, zoom } = viewport;
    const [before, length] = direction === 'down' ? [y, frame.height] : [x, frame.width];
    const at = place * zoom + before;
    if (at >= 0 && at <= length) return;
    const by = length / 2 - at;
    onMove(direction === 'down' ? { x, y: y + by, zoom } : { x: x + by, y, zoom });
  }, [place, direction, frame, viewport, onMove]);
}

/** Moves the drawing, without zooming, when what was selected in the tree is out of its sight. */
function useSelectedInSight(
  units: readonly Unit[],
  selected: string,
  { layout, frame, viewport, onMove }: BoxesProps,
): void {
  const last = useRef(selected);
  useEffect(() => {
    if (last.current === selected) return;
    last.current = selected;
    const box = layout.boxes.get(unitWith(units, selected)?.id ?? '');
    if (box && !isInSight(box, viewport, frame)) onMove(viewportAt(box, frame, viewport));
  }, [units, layout, selected, frame, viewport, onMove]);
}
