import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk-api';
import type { Arrow, Layout } from './layout-shape';
import { workerText } from './worker-text';

/** Pixels of a layer's or block's box. */
export const boxWidth = 204;
export const boxHeight = 58;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '16',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
};

let elk: InstanceType<typeof ELK> | undefined;

/** Places boxes and arrows, off the page's thread. The policy allows no fetching: the worker starts from text. */
export async function layOut(boxes: readonly string[], arrows: readonly Arrow[]): Promise<Layout> {
  const text = await workerText();
  elk ??= new ELK({ workerFactory: () => startWorker(text) });
  const placed = await elk.layout({
    id: 'network',
    layoutOptions: options,
    children: boxes.map((id) => ({ id, width: boxWidth, height: boxHeight })),
    edges: arrows.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  });
  return layoutOf(placed, arrows);
}

function startWorker(text: string): Worker {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

function layoutOf(placed: ElkNode & { edges?: ElkExtendedEdge[] }, arrows: readonly Arrow[]): Layout {
  return {
    width: placed.width ?? 0,
    height: placed.height ?? 0,
    boxes: new Map((placed.children ?? []).map(({ id, x, y }) => [id, { x: x ?? 0, y: y ?? 0 }])),
    arrows: (placed.edges ?? []).flatMap(({ id, sections }) => {
      const arrow = arrows[Number(id)];
      const section = sections?.[0];
      if (!arrow || !section) return [];
      const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
      return [{ ...arrow, points }];
    }),
  };
}
