import { TensorProto_DataType } from '../../onnx/onnx_pb';
import type { LiveNode } from './live-nodes';
import { factsAbout, shapeOfEach } from './live-nodes';
import type { PictureGraph } from './picture-graph';

/** Nodes that make one layer: of all tensors that they make, others read one. */
export interface NodeGroup {
  /** In their order. */
  readonly nodes: readonly LiveNode[];
  readonly output: string;
}

/** Moves values and computes nothing: such a node belongs to one that does. */
const moving = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Transpose',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Pad',
]);
const quantising = ['QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear'];
for (const opType of quantising) moving.add(opType);

/** Takes little to compute, and is what functions such as GELU are written with. */
const light = new Set([
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Pow',
    'Sqrt',
    'Reciprocal',
    'Erf',
    'Tanh',
    'Exp',
    'Sigmoid',
    'HardSigmoid',
  ],
  ...[
    'Clip',
    'Min',
    'Max',
    'Relu',
    'Softplus',
    'Neg',
    'Abs',
    'ReduceMean',
    'ReduceSum',
    'ReduceMax',
    'ReduceL2',
  ],
  ...['Identity', 'Cast', 'Where', 'Equal', 'Not', 'IsNaN', 'IsInf'],
]);
/** Of light nodes that are taken together: normalisations are written with ten. */
const mostLight = 16;

const scaling = new Set(['Add', 'Sub', 'Mul', 'Div']);
const pools = new Set([
  ...['GlobalAveragePool', 'GlobalMaxPool', 'AveragePool', 'MaxPool', 'ReduceMean', 'ReduceMax', 'Gather'],
  'QLinearGlobalAveragePool',
]);

/** Puts the nodes together to what people call layers. */
export function groupNodes(graph: PictureGraph, nodes: readonly LiveNode[]): NodeGroup[] {
  return new Grouping(graph, nodes).units();
}

class Grouping {
  /** The node that stands for a node's unit. */
  private readonly parents: number[];
  private readonly maker = new Map<string, number>();
  /** The nodes that read what a node makes. */
  private readonly readers: number[][];
  /** The nearest node that everything a node makes goes through. */
  private readonly gates: number[];
  private readonly members: number[][];

  constructor(
    private readonly graph: PictureGraph,
    private readonly nodes: readonly LiveNode[],
  ) {
    this.parents = nodes.map((_, index) => index);
    this.members = nodes.map((_, index) => [index]);
    this.readers = nodes.map(() => []);
    for (const [index, { makes, reads }] of nodes.entries()) {
      for (const name of makes) this.maker.set(name, index);
      for (const maker of new Set(reads.flatMap((name) => this.maker.get(name) ?? [])))
        this.readers[maker]!.push(index);
    }
    this.gates = this.findGates();
  }

  units(): NodeGroup[] {
    this.closeOpenEnds();
    this.joinFunctions();
    this.joinFactors();
    this.joinMoves();
    this.joinFactors();
    const roots = [...new Set(this.nodes.map((_, index) => this.root(index)))];
    const units = roots.map((root): NodeGroup => {
      const members = [...this.members[root]!].sort((one, other) => one - other);
      return { nodes: members.map((index) => this.nodes[index]!), output: this.outputOf(root) };
    });
    return this.inOrder(units);
  }

  /** From the end: nearest common gate of all readers. A node's gate stands behind it. */
  private findGates(): number[] {
    const end = this.nodes.length;
    const gates = new Array<number>(end + 1).fill(end);
    for (let index = end - 1; index >= 0; index -= 1) {
      const isOutput = this.nodes[index]!.makes.includes(this.graph.output);
      let gate = isOutput ? end : undefined;
      for (const reader of this.readers[index]!) {
        gate = gate === undefined ? reader : meeting(gate, reader, gates);
      }
      gates[index] = gate ?? end;
    }
    return gates;
  }

  private root(index: number): number {
    let root = index;
    while (this.parents[root] !== root) root = this.parents[root]!;
    this.parents[index] = root;
    return root;
  }

  private join(one: number, other: number): void {
    const [kept, gone] = [this.root(one), this.root(other)];
    if (kept === gone) return;
    this.parents[gone] = kept;
    this.members[kept]!.push(...this.members[gone]!);
    this.members[gone] = [];
  }

  /** The units, other than its own, that read what a unit makes. */
  private unitsAfter(index: number): Set<number> {
    const own = this.root(index);
    const after = new Set<number>();
    for (const member of this.members[own]!)
      for (const reader of this.readers[member]!) after.add(this.root(reader));
    after.delete(own);
    return after;
  }

  private unitsBefore(index: number): Set<number> {
    const own = this.root(index);
    const before = new Set<number>();
    for (const member of this.members[own]!) {
      for (const name of this.nodes[member]!.reads) before.add(this.fromOf(name));
    }
    before.delete(own);
    return before;
  }

  /** The unit that makes a tensor; -1 for the picture. */
  private fromOf(name: string): number {
    const maker = this.maker.get(name);
    return maker === undefined ? -1 : this.root(maker);
  }

  private outputOf(root: number): string {
    const isRead = (index: number, name: string): boolean =>
      name === this.graph.output ||
      this.readers[index]!.some(
        (reader) => this.root(reader) !== root && this.nodes[reader]!.reads.includes(name),
      );
    for (const index of this.members[root]!) {
      const name = this.nodes[index]!.makes.find((one) => isRead(index, one));
      if (name !== undefined) return name;
    }
    return this.nodes[root]!.makes[0] ?? '';
  }

  /** A node with several outputs, or with one that no cut could hand on, is a layer with all up to where one is handed on. */
  private closeOpenEnds(): void {
    for (const [index, { makes }] of this.nodes.entries()) {
      const read = makes.filter(
        (name) =>
          name === this.graph.output ||
          this.readers[index]!.some((reader) => this.nodes[reader]!.reads.includes(name)),
      );
      const isOpen = read.length > 1 || read.some((name) => !this.isHandedOn(name));
      const gate = this.gates[index]!;
      if (!isOpen || gate === this.nodes.length) continue;
      for (const between of this.between(index, gate)) this.join(gate, between);
      this.join(gate, index);
    }
  }

  private isHandedOn(name: string): boolean {
    const isFloat = factsAbout(this.graph, name).every((fact) => fact?.type === TensorProto_DataType.FLOAT);
    return isFloat && shapeOfEach(this.graph, name) !== undefined;
  }

  /** All nodes on ways from one to its gate, without both; undefined where they are more than `most`. */
  private between(from: number, gate: number): Set<number> {
    const found = new Set<number>();
    const open = [...this.readers[from]!];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === gate || found.has(next)) continue;
      found.add(next);
      open.push(...this.readers[next]!);
    }
    return found;
  }

  /** What is added to a layer's output by weights, or multiplied with it, belongs to it: a bias, say. */
  private joinFactors(): void {
    for (const index of this.nodes.keys()) {
      if (!this.isFactor(index)) continue;
      const [from, ...more] = [...this.unitsBefore(index)] as [number, ...number[]];
      const isOnlyOne = from >= 0 && more.length === 0 && this.unitsAfter(from).size === 1;
      const isPlain = this.members[this.root(index)]!.every(
        (member) => moving.has(this.nodes[member]!.node.opType) || this.isFactor(member),
      );
      if (isOnlyOne && isPlain) this.join(from, index);
    }
  }

  private isFactor(index: number): boolean {
    const { node, reads } = this.nodes[index]!;
    const live = node.input.filter((name) => reads.includes(name));
    return scaling.has(node.opType) && live.length === 1 && node.input.length > 1;
  }

  /** Functions and normalisations that are written with several light nodes. */
  private joinFunctions(): void {
    for (let index = this.nodes.length - 1; index >= 0; index -= 1) {
      const readers = this.readers[index]!;
      if (readers.length > 1) this.joinLightTo(index, this.gates[index]!);
    }
    for (let index = this.nodes.length - 1; index >= 0; index -= 1) {
      const { node, reads } = this.nodes[index]!;
      const after = [...this.unitsAfter(index)];
      const isPart = this.members[this.root(index)]!.every(
        (member) =>
          member === index || (node.opType === 'Sub' && this.nodes[member]!.node.opType === 'ReduceMean'),
      );
      if (!light.has(node.opType) || after.length !== 1 || !isPart) continue;
      // A mean that is taken off what it is the mean of, and a difference that is scaled by its own size.
      const [unit] = after as [number];
      const isOfSame = reads.every((name) => this.unitsBefore(unit).has(this.fromOf(name)));
      const isCentred = node.opType === 'Sub' && this.holds(unit, 'ReduceMean');
      if (
        (isOfSame || isCentred) &&
        this.members[unit]!.every((one) => light.has(this.nodes[one]!.node.opType))
      )
        this.join(unit, index);
    }
  }

  private holds(unit: number, opType: string): boolean {
    return this.members[unit]!.some((member) => this.nodes[member]!.node.opType === opType);
  }

  private joinLightTo(from: number, gate: number): void {
    if (gate === this.nodes.length) return;
    const found = new Set([gate]);
    const open = [...this.readers[from]!];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      if (found.size > mostLight) return;
      open.push(...this.readers[next]!);
    }
    const isLight = [...found].every(
      (index) => light.has(this.nodes[index]!.node.opType) && this.members[this.root(index)]!.length === 1,
    );
    const isClosed = [...found].every(
      (index) => index === gate || this.readers[index]!.every((reader) => found.has(reader)),
    );
    if (!isLight || !isClosed || found.size < 2) return;
    for (const index of found) this.join(gate, index);
  }

  private joinMoves(): void {
    for (let index = this.nodes.length - 1; index >= 0; index -= 1) {
      const { node, reads, makes } = this.nodes[index]!;
      const root = this.root(index);
      const isMove = this.members[root]!.every((member) => moving.has(this.nodes[member]!.node.opType));
      if (!isMove || this.makesVector(reads[0] ?? '', makes[0] ?? '', node.opType)) continue;
      const after = [...this.unitsAfter(index)];
      const from = this.fromOf(reads[0] ?? '');
      const isOnlyOne = from >= 0 && this.unitsAfter(from).size === 1 && this.unitsBefore(index).size === 1;
      const isOfPool = isOnlyOne && this.isPool(from);
      if (after.length === 1 && !isOfPool && !makes.includes(this.graph.output)) this.join(after[0]!, index);
      else if (isOnlyOne) this.join(from, index);
    }
  }

  private isPool(unit: number): boolean {
    return this.members[unit]!.some((member) => pools.has(this.nodes[member]!.node.opType));
  }

  /** Whether it lays feature maps of more than a point out as a vector, which people call a layer. */
  private makesVector(read: string, made: string, opType: string): boolean {
    const from = shapeOfEach(this.graph, read);
    const isVector = shapeOfEach(this.graph, made)?.length === 1;
    const points = from?.filter((edge) => edge > 1).length ?? 0;
    return (opType === 'Flatten' || opType === 'Reshape') && isVector && points > 1;
  }

  /** Each after those that it reads. */
  private inOrder(units: readonly NodeGroup[]): NodeGroup[] {
    const rootOf = (unit: NodeGroup): number => this.root(this.maker.get(unit.nodes[0]!.makes[0]!)!);
    const waiting = new Map(units.map((unit) => [rootOf(unit), unit]));
    const ordered: NodeGroup[] = [];
    const place = (start: number): void => {
      const open = [start];
      for (let root = open.at(-1); root !== undefined; root = open.at(-1)) {
        const before = [...this.unitsBefore(root)].filter((one) => waiting.has(one));
        if (before.length > 0) open.push(...before);
        else {
          open.pop();
          const unit = waiting.get(root);
          if (unit !== undefined) ordered.push(unit);
          waiting.delete(root);
        }
      }
    };
    for (const unit of units) if (waiting.has(rootOf(unit))) place(rootOf(unit));
    return ordered;
  }
}

/** The first node behind two that everything from both goes through. */
function meeting(one: number, other: number, gates: readonly number[]): number {
  let [left, right] = [one, other];
  while (left !== right) {
    if (left < right) left = gates[left]!;
    else right = gates[right]!;
  }
  return left;
}
