import { type Shape, valuesIn } from '../../../design/base/tensor-shape';
import { TensorProto_DataType } from '../../onnx/onnx_pb';
import { type OnnxGraphParts, onnxLayerConfig } from '../../onnx/onnx-layer';
import {
  integerAttribute,
  integerTensor,
  namedTensor,
  numberTensor,
  type OnnxNode,
  onnxNode,
} from '../../onnx/onnx-parts';
import { isJoin } from './inference';
import { nameAsWord } from './layer-names';
import { factsAbout, isKnown, type LiveNode, type SortedNodes } from './live-nodes';
import type { NodeGroup } from './node-groups';
import type { Fact } from './operator-call';
import type { PictureGraph } from './picture-graph';
import { isFloat, isNarrowFloat, numbersIn, type OnnxTensor } from './tensors';

type Tensor = NonNullable<OnnxGraphParts['initializer']>[number];

/** What an `OnnxNodes` layer is made of. */
export interface LayerParts {
  readonly config: Readonly<Record<string, unknown>>;
  /** The file's tensors that are the layer's weights, by the weight's own name. */
  readonly weights: ReadonlyMap<string, OnnxTensor>;
  /** Numbers that are weights and none of those: integers, and such as are all alike. */
  readonly otherWeights: number;
}

/** Writes units as graphs that have all they need, each tensor by a name that no other layer has. */
export class LayerWriter {
  private readonly names: Set<string>;

  constructor(
    readonly graph: PictureGraph,
    readonly sorted: SortedNodes,
    readonly opsets: Readonly<Record<string, number>>,
  ) {
    this.names = new Set([graph.picture, ...sorted.live.flatMap(({ makes }) => makes)]);
  }

  /**
   * @param inputs the tensors of the layers that it reads, in order
   * @param shape of its output, as far as it is known
   */
  write(unit: NodeGroup, inputs: readonly string[], shape: Shape): LayerParts {
    const layer = new Layer(this);
    for (const node of unit.nodes) layer.add(node);
    const graph: OnnxGraphParts = {
      node: layer.nodes.map((node) => ({
        ...node,
        input: [...node.input],
        output: [...node.output],
        attribute: [...node.attribute],
      })),
      name: 'layer',
      input: inputs.map((name) => ({ name })),
      output: [tensorOf(unit.output, shape)],
      initializer: layer.constants,
    };
    return {
      config: onnxLayerConfig(graph, {
        opsets: this.opsets,
        weights: Object.fromEntries(layer.weightNames),
      }),
      weights: layer.weights,
      otherWeights: layer.otherWeights,
    };
  }

  /** The name itself, or one like it where another layer has it. */
  free(name: string): string {
    let free = name;
    for (let count = 2; this.names.has(free); count += 1) free = `${name}/${count}`;
    this.names.add(free);
    return free;
  }
}

/** A tensor of 32 bit floats for each picture. */
function tensorOf(name: string, shape: Shape) {
  const edges = [null, ...shape].map((edge) =>
    edge === null ? {} : { value: { case: 'dimValue' as const, value: BigInt(edge) } },
  );
  const elemType = TensorProto_DataType.FLOAT;
  return { name, type: { tensorType: { elemType, shape: { dim: edges } } } };
}

class Layer {
  readonly nodes: OnnxNode[] = [];
  readonly constants: Tensor[] = [];
  readonly weights = new Map<string, OnnxTensor>();
  readonly weightNames = new Map<string, string>();
  otherWeights = 0;
  /** What stands in this layer for tensors that are no pictures'. */
  private readonly own = new Map<string, string>();

  constructor(private readonly writer: LayerWriter) {}

  add({ node, reads }: LiveNode): void {
    const input = node.input.map((name, place) => {
      if (name === '' || reads.includes(name)) return name;
      return this.laidOut(node, place) ?? this.repeated(node, name, reads) ?? this.still(name, reads);
    });
    this.nodes.push({ ...node, input });
  }

  /** A shape to lay out pictures in: the one number that depends on how many they are is left to be worked out. */
  private laidOut(node: OnnxNode, place: number): string | undefined {
    if (node.opType !== 'Reshape' || place !== 1) return undefined;
    const shapes = factsAbout(this.writer.graph, node.output[0] ?? '').map((fact) => fact?.shape ?? []);
    const [first = []] = shapes;
    const open = first.map((edge, axis) => shapes.some((shape) => shape[axis] !== edge));
    if (open.filter(Boolean).length > 1 || first.includes(0)) return undefined;
    const name = this.writer.free(`${node.output[0]}/shape`);
    this.constants.push(
      integerTensor(
        name,
        [first.length],
        first.map((edge, axis) => (open[axis] ? -1 : edge)),
      ),
    );
    return name;
  }

  /** A constant of one picture that is joined to something of each, where it is meant for as many as there are. */
  private repeated(node: OnnxNode, name: string, reads: readonly string[]): string | undefined {
    if (!isJoin(node)) return undefined;
    const [all = []] = factsAbout(this.writer.graph, node.output[0] ?? '').map((fact) => fact?.shape ?? []);
    const [fact] = factsAbout(this.writer.graph, name);
    if (fact === undefined || fact.shape[0] === all[0]) return undefined;
    const shape = this.counted(
      [fact.shape.length],
      fact.shape.map((edge, axis) => (axis === 0 ? [0, 1] : [edge, 0])),
      reads,
      `${name}/shape`,
    );
    const repeated = this.writer.free(`${name}/each`);
    this.nodes.push(onnxNode('Expand', [this.still(name, reads), shape], repeated));
    return repeated;
  }

  /** A tensor that depends on weights and on the number of pictures at most, with all that it is made of. */
  private still(name: string, reads: readonly string[]): string {
    const { still } = this.writer.sorted;
    const needed: OnnxNode[] = [];
    const open = [name];
    const seen = new Set<OnnxNode>();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = this.own.has(next) || isKnown(this.writer.graph, next) ? undefined : still.get(next);
      if (node === undefined || seen.has(node)) continue;
      seen.add(node);
      needed.push(node);
      open.push(...node.input);
    }
    // In the file's order, each stands behind what it reads.
    const order = [...seen].length > 1 ? this.inOrder(seen) : needed;
    for (const node of order) {
      const input = node.input.map((one) =>
        one === '' ? '' : (this.own.get(one) ?? this.plain(one, reads)),
      );
      const output = node.output.map((one) => {
        if (one === '') return one;
        const own = this.writer.free(one);
        this.own.set(one, own);
        return own;
      });
      this.nodes.push({ ...node, input, output });
      if (node.opType === 'ConstantOfShape') {
        this.otherWeights += valuesIn(factsAbout(this.writer.graph, node.output[0] ?? '')[0]?.shape ?? []);
      }
    }
    return this.own.get(name) ?? this.plain(name, reads);
  }

  private inOrder(nodes: ReadonlySet<OnnxNode>): OnnxNode[] {
    return [...new Set(this.writer.sorted.still.values())].filter((node) => nodes.has(node));
  }

  /** A tensor of the file, or one whose values are known. */
  private plain(name: string, reads: readonly string[]): string {
    const known = this.own.get(name);
    if (known !== undefined) return known;
    const tensor = this.writer.graph.inferences[0]?.constants.get(name);
    const own = tensor === undefined ? this.known(name, reads) : this.tensor(name, tensor);
    this.own.set(name, own);
    return own;
  }

  private tensor(name: string, tensor: OnnxTensor): string {
    const { type, shape, proto } = tensor;
    const own = this.writer.free(name);
    const isWeight = isFloat(type) && type !== TensorProto_DataType.DOUBLE && shape.length > 0;
    if (isWeight) {
      let short = nameAsWord(name);
      for (let count = 2; this.weights.has(short); count += 1) short = `${nameAsWord(name)}_${count}`;
      this.weights.set(short, tensor);
      this.weightNames.set(short, own);
      return own;
    }
    if (!isFloat(type) && shape.length > 1) this.otherWeights += valuesIn(shape);
    this.constants.push(
      isNarrowFloat(type)
        ? numberTensor(own, TensorProto_DataType.FLOAT, shape, numbersIn(tensor))
        : namedTensor(proto, own),
    );
    return own;
  }

  /** Values that were worked out, with the share that grows with the number of pictures. */
  private known(name: string, reads: readonly string[]): string {
    const facts = factsAbout(this.writer.graph, name) as readonly Fact[];
    const [first] = facts as readonly [Fact];
    const values = first.values ?? [];
    if (facts.every((fact) => fact.values?.join() === values.join())) {
      const own = this.writer.free(name);
      this.constants.push(numberTensor(own, first.type, first.shape, values));
      return own;
    }
    const [few = 0, more = 1] = this.writer.graph.pictures;
    const shares = values.map((value, place): [number, number] => {
      const each = ((facts[1]?.values?.[place] ?? value) - value) / (more - few);
      return [value - each * few, each];
    });
    return this.counted(first.shape, shares, reads, name, first.type);
  }

  /** A tensor of integers, each a number and another one for each picture. */
  private counted(
    shape: readonly number[],
    shares: readonly (readonly [number, number])[],
    reads: readonly string[],
    name: string,
    type: TensorProto_DataType = TensorProto_DataType.INT64,
  ): string {
    const { INT64 } = TensorProto_DataType;
    const constant = (what: string, of: readonly number[], values: readonly number[]): string => {
      const own = this.writer.free(`${name}/${what}`);
      this.constants.push(integerTensor(own, of, values));
      return own;
    };
    const made = (opType: string, input: readonly string[], what: string): string => {
      const own = this.writer.free(`${name}/${what}`);
      this.nodes.push(onnxNode(opType, input, own));
      return own;
    };
    const { source, axis, each } = this.counter(reads);
    const shapeOf = made('Shape', [source], 'shape');
    const edge = made('Gather', [shapeOf, constant('axis', [1], [axis])], 'edge');
    const pictures = each === 1 ? edge : made('Div', [edge, constant('each', [1], [each])], 'pictures');
    const count = [shares.length];
    const times = constant(
      'times',
      count,
      shares.map(([, share]) => share),
    );
    const plus = constant(
      'plus',
      count,
      shares.map(([fixed]) => fixed),
    );
    let result = made('Add', [made('Mul', [pictures, times], 'share'), plus], 'values');
    if (shape.length !== 1)
      result = made('Reshape', [result, constant('layout', [shape.length], shape)], 'laid');
    if (type === INT64) return result;
    const own = this.writer.free(`${name}/cast`);
    this.nodes.push(onnxNode('Cast', [result], own, [integerAttribute('to', type)]));
    return own;
  }

  /** An axis of something read that is as long as the pictures are many, or so many times as long. */
  private counter(reads: readonly string[]): { source: string; axis: number; each: number } {
    const { graph } = this.writer;
    for (const source of reads) {
      const shapes = factsAbout(graph, source).map((fact) => fact?.shape ?? []);
      for (const axis of shapes[0]?.keys() ?? []) {
        const each = (shapes[0]?.[axis] ?? 0) / (graph.pictures[0] ?? 1);
        if (each >= 1 && shapes.every((shape, place) => shape[axis] === each * (graph.pictures[place] ?? 0)))
          return { source, axis, each };
      }
    }
    return { source: reads[0] ?? graph.picture, axis: 0, each: 1 };
  }
}
