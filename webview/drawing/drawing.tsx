import {
  type EdgeTypes,
  MarkerType,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef } from 'react';
import { boxHeight, boxWidth, drawingKey } from '../../src/shared/drawing';
import type { Unit } from '../../src/shared/folding';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { send } from '../host';
import { trainingStarts, useSeenLine } from '../layers/freeze-line';
import { followedStates } from '../layers/layer-words';
import { useShared } from '../shared';
import { changeViewState, useViewState, viewState } from '../view-state';
import { CutLine } from './cut-line';
import { type DrawnNode, edgesOf, nodesOf } from './drawing-parts';
import { DrawingTools } from './drawing-tools';
import { FreezeLineNode } from './freeze-line-node';
import { RouteEdge } from './route-edge';
import { UnitNode } from './unit-node';
import { type LaidOut, useLayout } from './use-layout';
import { firstViewport } from './viewport';

const nodeTypes: NodeTypes = { unit: UnitNode, cutLine: CutLine, freezeLine: FreezeLineNode };
const edgeTypes: EdgeTypes = { route: RouteEdge };
const arrowHead = {
  markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: 'var(--arrow)' },
};

interface DrawingProps {
  readonly graph: PanelGraph;
  /** Layers and folded blocks, as the boxes that are drawn. */
  readonly units: readonly Unit[];
  readonly search: string;
}

/** The network as boxes and arrows. Hidden from screen readers: the tree beside it says the same. */
export function Drawing({ graph, units, search }: DrawingProps) {
  const laidOut = useLayout(useMemo(() => drawingKey(graph, units), [graph, units]));
  return (
    <ReactFlowProvider>
      <div className="drawing">
        {laidOut.failure !== null && (
          <p className="note">
            The network could not be drawn ({laidOut.failure}). The list has all its layers.
          </p>
        )}
        {laidOut.layout === null && laidOut.failure === null && (
          <p className="waiting">Drawing the network …</p>
        )}
        <Boxes graph={graph} laidOut={laidOut} units={units} search={search} />
        <DrawingTools />
      </div>
    </ReactFlowProvider>
  );
}

interface BoxesProps {
  readonly graph: PanelGraph;
  readonly laidOut: LaidOut;
  readonly units: readonly Unit[];
  readonly search: string;
}

function Boxes({ graph, laidOut, units, search }: BoxesProps) {
  const { key, layout } = laidOut;
  const selected = useViewState('selected');
  const seen = useSeenLine(graph.line, units);
  const facts = useMemo(
    () => ({ fates: followedStates(graph.layers), starts: trainingStarts(graph) }),
    [graph],
  );
  const nodes = useShared(
    useMemo(
      () => (layout ? nodesOf(units, layout, selected, search, seen, facts) : []),
      [units, layout, selected, search, seen, facts],
    ),
  );
  const edges = useMemo(() => (layout ? edgesOf(layout) : []), [layout]);
  useFirstViewport(laidOut, nodes);
  useSelectedInSight(laidOut, selected);
  useLineInSight(nodes);
  return (
    <div className="boxes" aria-hidden="true">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={arrowHead}
        onNodeClick={(_event, node) => node.type === 'unit' && changeViewState({ selected: node.id })}
        onNodeDoubleClick={(_event, { data }) => showInText(data)}
        onMoveEnd={(_event, viewport) => changeViewState({ viewport: { drawing: key, ...viewport } })}
        minZoom={0.05}
        maxZoom={1.6}
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

/** Sets the viewport when another drawing is shown: where the user left it, else where reading begins. */
function useFirstViewport({ key, layout }: LaidOut, nodes: readonly DrawnNode[]): void {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  const shown = useRef('');
  useEffect(() => {
    if (layout === null || shown.current === key) return;
    const isFirst = shown.current === '';
    shown.current = key;
    const { viewport } = viewState();
    if (viewport !== null && (viewport.drawing === key || !isFirst)) {
      if (viewport.drawing === key) void setViewport(viewport);
      return;
    }
    const { width, height } = store.getState();
    const line =
      nodes.find(({ type }) => type === 'freezeLine') ?? nodes.find(({ type }) => type === 'cutLine');
    void setViewport(firstViewport(layout, { width, height }, line?.position.y ?? null));
  }, [key, layout, nodes, setViewport, store]);
}

/** Moves the drawing up or down, without zooming, when the freeze line has moved out of its sight. */
function useLineInSight(nodes: readonly DrawnNode[]): void {
  const { getViewport, setViewport } = useReactFlow();
  const store = useStoreApi();
  const end = nodes.find(({ type }) => type === 'freezeLine')?.position.y;
  const last = useRef(end);
  useEffect(() => {
    const isFirst = last.current === undefined;
    last.current = end;
    if (isFirst || end === undefined) return;
    const viewport = getViewport();
    const { height } = store.getState();
    const top = end * viewport.zoom + viewport.y;
    if (top < 0 || top > height) void setViewport({ ...viewport, y: viewport.y + height / 2 - top });
  }, [end, getViewport, setViewport, store]);
}

/** Moves the drawing, without zooming, when what was selected in the tree is out of its sight. */
function useSelectedInSight({ layout }: LaidOut, selected: string): void {
  const { getViewport, setCenter } = useReactFlow();
  const store = useStoreApi();
  const last = useRef(selected);
  useEffect(() => {
    if (last.current === selected) return;
    last.current = selected;
    const box = layout?.boxes.get(selected);
    if (box === undefined) return;
    const { x, y, zoom } = getViewport();
    const { width, height } = store.getState();
    const left = box.x * zoom + x;
    const top = box.y * zoom + y;
    if (left >= 0 && top >= 0 && left + boxWidth * zoom <= width && top + boxHeight * zoom <= height) return;
    void setCenter(box.x + boxWidth / 2, box.y + boxHeight / 2, { zoom });
  }, [layout, selected, getViewport, setCenter, store]);
}
