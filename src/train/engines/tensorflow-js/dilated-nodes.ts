import type { BatchShape, Convolution } from '../../compiler/operation';
import { floats, type GraphNodes, typeSetting } from './graph-nodes';
import { DataType } from './tensorflow_pb';

/**
 * A convolution with holes as one without, on parts made of every so many pixels of a picture: on the processor TensorFlow
 * has gradients for no other, and depthwise convolutions neither.
 */
export class DilatedNodes {
  /** How the convolution without holes is set. */
  readonly plain: Convolution;
  /** Of the parts of the pictures, but for the number of examples. */
  readonly shapeOfParts: BatchShape;
  /** How many parts a picture has. */
  readonly parts: number;
  /** Pixels before and after each side: of the pictures' zeros, with as many as make the parts alike; and of the latter alone. */
  readonly #edges: { readonly pictures: readonly Edges[]; readonly places: readonly Edges[] };

  /**
   * @param pictures the shape of the convolution's pictures
   * @param kernel of its kernel
   */
  constructor(
    private readonly graph: GraphNodes,
    private readonly how: Convolution,
    pictures: BatchShape,
    kernel: BatchShape,
  ) {
    const sides = how.holes.map((holes, side) => {
      const reach = holes * (Number(kernel[side]) - 1);
      const before = how.padding === 'SAME' ? Math.floor(reach / 2) : 0;
      const after = how.padding === 'SAME' ? reach - before : 0;
      const length = Number(pictures[side + 1]) + before + after;
      const filled = (holes - (length % holes)) % holes;
      return { before, after: after + filled, filled, ofPart: (length + filled) / holes };
    });
    this.plain = { ...how, holes: [1, 1], padding: 'VALID' };
    this.shapeOfParts = [null, ...sides.map(({ ofPart }) => ofPart), pictures[3] ?? null];
    this.parts = how.holes[0] * how.holes[1];
    this.#edges = {
      pictures: sides.map(({ before, after }) => [before, after]),
      places: sides.map(({ filled }) => [0, filled]),
    };
  }

  /** @param of what a tensor is: the convolution's pictures, or the places that it gives */
  apart(node: string, of: 'pictures' | 'places'): string {
    return this.#moved('SpaceToBatchND', 'Tpaddings', node, this.#edges[of]);
  }

  together(node: string, of: 'pictures' | 'places'): string {
    return this.#moved('BatchToSpaceND', 'Tcrops', node, this.#edges[of]);
  }

  #moved(operator: string, typeOfEdges: string, node: string, edges: readonly Edges[]): string {
    const { graph } = this;
    const pixels = graph.constant(Int32Array.from(edges.flat()), [2, 2]);
    const wholes = typeSetting(DataType.DT_INT32);
    const settings = { ...floats, Tblock_shape: wholes, [typeOfEdges]: wholes };
    return graph.add(operator, [node, graph.wholes(this.how.holes), pixels], settings);
  }
}

type Edges = readonly [before: number, after: number];
