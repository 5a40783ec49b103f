import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import { type Arrow, boxHeight, boxWidth, type Drawing, type Layout } from '../shared/drawing';

const options = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=12,left=12,bottom=12,right=12]',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '16',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
};

const elkDirections = { down: 'DOWN', right: 'RIGHT' } as const;

const elk = new ELK();

/** Places boxes and arrows. That of a hundred boxes takes a third of a second, and as long to load the engine. */
export async function layOut({ boxes, arrows, direction }: Drawing): Promise<Layout> {
  const placed = await elk.layout({
    id: 'network',
    layoutOptions: { ...options, 'elk.direction': elkDirections[direction] },
    children: boxes.map((id) => ({ id, width: boxWidth, height: boxHeight })),
    edges: arrows.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  });
  return layoutFrom(placed, arrows);
}

function layoutFrom(placed: ElkNode & { edges?: ElkExtendedEdge[] }, arrows: readonly Arrow[]): Layout {
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
