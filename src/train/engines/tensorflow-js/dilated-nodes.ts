import type { BatchShape, Convolution } from '../../compiler/operation';
import { floats, type GraphNodes, type Settings, typeSetting } from './graph-nodes';
import { DataType } from './tensorflow_pb';

/**
 * A convolution with holes as one without, on parts made of every so many pixels of a picture: on the processor TensorFlow
 * has gradients for no other, and depthwise convolutions neither.
 */
export class DilatedNodes {
  readonly #sides: readonly Side[];

  /**
   * @param pictures the shape of the convolution's pictures
   * @param kernel of its kernel
   */
  constructor(
    private readonly graph: GraphNodes,
    private readonly how: Convolution,
    private readonly pictures: BatchShape,
    kernel: BatchShape,
  ) {
    this.#sides = how.holes.map((holes, side) => {
      const reach = holes * (Number(kernel[side]) - 1);
      const before = how.padding === 'SAME' ? Math.floor(reach / 2) : 0;
      const after = how.padding === 'SAME' ? reach - before : 0;
      const length = Number(pictures[side + 1]) + before + after;
      return { before, after, filled: (holes - (length % holes)) % holes };
    });
  }

  /** How the convolution without holes is set. */
  get plain(): Convolution {
    return { ...this.how, holes: [1, 1], padding: 'VALID' };
  }

  /** Of the parts of the pictures, but for the number of examples. */
  get shapeOfParts(): BatchShape {
    const edges = this.#sides.map(({ before, after, filled }, side) => {
      const length = Number(this.pictures[side + 1]) + before + after + filled;
      return length / (this.how.holes[side] as number);
    });
    return [null, ...edges, this.pictures[3] ?? null];
  }

  /** How many parts a picture has. */
  get parts(): number {
    return this.how.holes[0] * this.how.holes[1];
  }

  picturesApart(node: string): string {
    return this.#apart(
      node,
      this.#sides.map(({ before, after, filled }) => [before, after + filled]),
    );
  }

  picturesTogether(node: string): string {
    return this.#together(
      node,
      this.#sides.map(({ before, after, filled }) => [before, after + filled]),
    );
  }

  /** Of what the convolution gives. */
  placesApart(node: string): string {
    return this.#apart(
      node,
      this.#sides.map(({ filled }) => [0, filled]),
    );
  }

  placesTogether(node: string): string {
    return this.#together(
      node,
      this.#sides.map(({ filled }) => [0, filled]),
    );
  }

  #apart(node: string, added: readonly (readonly number[])[]): string {
    const settings = { ...floats, ...wholes('Tblock_shape'), ...wholes('Tpaddings') };
    return this.graph.add('SpaceToBatchND', [node, ...this.#blocks(added)], settings);
  }

  #together(node: string, cut: readonly (readonly number[])[]): string {
    const settings = { ...floats, ...wholes('Tblock_shape'), ...wholes('Tcrops') };
    return this.graph.add('BatchToSpaceND', [node, ...this.#blocks(cut)], settings);
  }

  #blocks(edges: readonly (readonly number[])[]): readonly string[] {
    return [
      this.graph.wholes(this.how.holes),
      this.graph.constant(Int32Array.from(edges.flat()), [edges.length, 2]),
    ];
  }
}

/** Of one side, in pixels: zeros around the pictures, and behind these as many as make the parts alike. */
interface Side {
  readonly before: number;
  readonly after: number;
  readonly filled: number;
}

function wholes(name: string): Settings {
  return { [name]: typeSetting(DataType.DT_INT32) };
}
