import type { LiveNode } from './live-nodes';
import { factsAbout, shapeOfEach } from './live-nodes';
import type { PictureGraph } from './picture-graph';

const overChannels = /(Conv|Pool|BatchNormalization|InstanceNormalization|LRN|DepthToSpace|SpaceToDepth)/;

/** The tensors of three axes for each picture that have the channels first, and not last. */
export function channelsFirstTensors(graph: PictureGraph, live: readonly LiveNode[]): ReadonlySet<string> {
  // By tensor, the axis of the channels, the batch axis counted; undefined where nothing tells.
  const axes = new Map<string, number | undefined>([[graph.picture, 3]]);
  for (const { node, reads, makes } of live) {
    const from = reads.map((name) => axes.get(name)).find((axis) => axis !== undefined);
    for (const name of makes) axes.set(name, axisAfter(graph, node, name, from));
  }
  // What goes into a convolution must have them first, whatever it was laid out from.
  for (const { node, reads, makes } of [...live].reverse()) {
    for (const name of reads) {
      if (axes.get(name) !== undefined) continue;
      if (overChannels.test(node.opType)) axes.set(name, 1);
      else if (isSameShape(graph, name, makes[0] ?? '')) axes.set(name, axes.get(makes[0] ?? ''));
    }
  }
  return new Set([...axes].flatMap(([name, axis]) => (axis === 1 ? [name] : [])));
}

function axisAfter(
  graph: PictureGraph,
  node: LiveNode['node'],
  made: string,
  from: number | undefined,
): number | undefined {
  const rank = factsAbout(graph, made)[0]?.shape.length;
  if (rank !== 4) return undefined;
  if (overChannels.test(node.opType)) return 1;
  if (node.opType === 'Transpose') {
    const order = node.attribute.find(({ name }) => name === 'perm')?.ints.map(Number) ?? [3, 2, 1, 0];
    const place = from === undefined ? -1 : order.indexOf(from);
    return place < 1 ? undefined : place;
  }
  if (node.opType === 'Reshape') return undefined;
  if (/^(LayerNormalization|MatMul)$/.test(node.opType)) return 3;
  return from;
}

function isSameShape(graph: PictureGraph, one: string, other: string): boolean {
  return shapeOfEach(graph, one)?.join() === shapeOfEach(graph, other)?.join();
}
