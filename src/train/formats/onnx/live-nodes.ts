import type { OnnxNode } from '../../onnx/onnx-parts';
import type { Inference } from './inference';
import type { Fact } from './operator-call';
import type { PictureGraph } from './picture-graph';

/** A node that reads something of the picture, and not its shape alone. */
export interface LiveNode {
  readonly node: OnnxNode;
  /** The tensors of pictures that it reads, each once, and makes. */
  readonly reads: readonly string[];
  readonly makes: readonly string[];
}

/** A graph's nodes, told apart by what they depend on. */
export interface SortedNodes {
  readonly live: readonly LiveNode[];
  /** By each tensor that they make: those that depend on weights, or on the number of pictures at most. */
  readonly still: ReadonlyMap<string, OnnxNode>;
}

export function sortNodes(graph: PictureGraph): SortedNodes {
  const { picture } = graph;
  const [{ nodes }] = graph.inferences as readonly [Inference];
  const living = new Set([picture]);
  const still = new Map<string, OnnxNode>();
  const live = nodes.flatMap((node): LiveNode[] => {
    if (node.output.every((name) => name === '' || isKnown(graph, name))) return [];
    const reads = [...new Set(node.input.filter((name) => living.has(name)))];
    const makes = node.output.filter((name) => name !== '');
    if (reads.length === 0) {
      for (const name of makes) still.set(name, node);
      return [];
    }
    for (const name of makes) living.add(name);
    return [{ node, reads, makes }];
  });
  return { live, still };
}

/** Whether a tensor's values are known, whatever the picture and the weights: the same, or so many more for each picture. */
export function isKnown({ inferences, pictures }: PictureGraph, name: string): boolean {
  const facts = inferences.map(({ facts: all }) => all.get(name));
  const [few] = facts;
  if (few === undefined || facts.some((fact) => fact?.values?.length !== few.values?.length)) return false;
  return few.values?.every((_, place) => growsEvenly(facts, pictures, place)) ?? false;
}

function growsEvenly(
  facts: readonly (Fact | undefined)[],
  pictures: readonly number[],
  place: number,
): boolean {
  const [first = 0, second = first, third = second] = facts.map((fact) => fact?.values?.[place]);
  if (first === second && second === third) return true;
  const [few = 0, more = 0, most = 0] = pictures;
  const each = (second - first) / (more - few);
  return Number.isInteger(each) && Number.isInteger(first) && third - second === each * (most - more);
}

/** What is known of a tensor, for each number of pictures. */
export function factsAbout({ inferences }: PictureGraph, name: string): readonly (Fact | undefined)[] {
  return inferences.map(({ facts }) => facts.get(name));
}

/** Its shape without the first axis, if that counts the pictures and nothing else depends on their number. */
export function shapeOfEach(graph: PictureGraph, name: string): readonly number[] | undefined {
  const [first, ...others] = factsAbout(graph, name).map((fact) => fact?.shape ?? []);
  const counts = [first, ...others].every((shape, place) => shape?.[0] === graph.pictures[place]);
  const each = first?.slice(1);
  return counts && others.every((shape) => shape.slice(1).join() === each?.join()) ? each : undefined;
}
