import { TransferError } from '../../../design/transfer-error';
import {
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  TensorProto_DataType,
  type ValueInfoProto,
} from '../../onnx/onnx_pb';
import { changedAttribute, numberTensor, type OnnxNode } from '../../onnx/onnx-parts';
import { inQuotes, isNarrowFloat, numbersIn, type OnnxTensor, readTensor } from './tensors';

/** A model's graph with the functions that it calls put in their places, each tensor made before it is read. */
export interface FlatGraph {
  readonly file: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Without those that are constants as well, as old files have them. */
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly string[];
  /** What the exporter wrote of shapes and types. */
  readonly stated: ReadonlyMap<string, ValueInfoProto>;
  readonly opsets: Readonly<Record<string, number>>;
  /** Takes in the nodes of a graph within a node. */
  readonly branch: (graph: GraphProto) => Branch;
}

export interface Branch {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly outputs: readonly string[];
}

/** Of nodes, functions taken apart: far more than any network for pictures has. */
const mostNodes = 20_000;
/** Of functions that call functions. */
const mostDepth = 30;

/** @throws TransferError `base-…` */
export function flatGraph(model: ModelProto, file: string): FlatGraph {
  const { graph } = model;
  if (graph === undefined) throw damaged(file, 'holds no graph');
  const opsets = opsetsOf(model.opsetImport);
  const functions = new Map(model.functions.map((one) => [callName(one.domain, one.name), one]));
  const inliner = new Inliner(file, functions, opsets);
  const branch = (of: GraphProto): Branch => {
    const constants = constantsOf(of, file);
    const nodes = inliner.nodes(of.node).filter((node) => !isConstant(node, constants, file));
    return { nodes: inOrder(nodes, file), constants, outputs: of.output.map(({ name }) => name) };
  };
  const whole = branch(graph);
  return {
    ...whole,
    ...{ file, opsets, branch },
    inputs: graph.input.filter(({ name }) => !whole.constants.has(name)),
    stated: new Map([...graph.valueInfo, ...graph.output].map((info) => [info.name, info])),
  };
}

function opsetsOf(imports: ModelProto['opsetImport']): Record<string, number> {
  return Object.fromEntries(imports.map(({ domain, version }) => [ownDomain(domain), Number(version)]));
}

/** ONNX's own domain has two names. */
function ownDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function callName(domain: string, name: string): string {
  return `${ownDomain(domain)}\n${name}`;
}

function constantsOf({ initializer }: GraphProto, file: string): Map<string, OnnxTensor> {
  const constants = new Map<string, OnnxTensor>();
  for (const proto of initializer) {
    if (constants.has(proto.name)) throw damaged(file, `has two tensors ${inQuotes(proto.name)}`);
    constants.set(proto.name, readTensor(proto, file));
  }
  return constants;
}

/** Some exporters write weights as nodes: takes the tensor of such a one among the constants. */
function isConstant(node: OnnxNode, constants: Map<string, OnnxTensor>, file: string): boolean {
  const tensor = node.attribute.find(({ name }) => name === 'value')?.t;
  const [name = ''] = node.output;
  if (node.opType !== 'Constant' || node.domain !== '' || tensor === undefined) return false;
  if (constants.has(name)) throw damaged(file, `has two tensors ${inQuotes(name)}`);
  constants.set(name, readTensor(tensor, file));
  return true;
}

class Inliner {
  private count = 0;
  private calls = 0;

  constructor(
    private readonly file: string,
    private readonly functions: ReadonlyMap<string, FunctionProto>,
    private readonly opsets: Readonly<Record<string, number>>,
  ) {}

  nodes(written: readonly OnnxNode[], depth = 0): OnnxNode[] {
    return written.flatMap((node) => {
      this.count += 1;
      if (this.count > mostNodes) {
        throw new TransferError(
          'base-topology',
          `The base cannot be used: ${this.file} has more than ${mostNodes} nodes. Choose a smaller network.`,
        );
      }
      const called = this.functions.get(callName(node.domain, node.opType));
      return called === undefined ? [plainNode(node)] : this.call(node, called, depth);
    });
  }

  private call(node: OnnxNode, called: FunctionProto, depth: number): OnnxNode[] {
    const what = `The function ${inQuotes(called.name)} in ${this.file}`;
    if (depth >= mostDepth) {
      throw new TransferError(
        'base-damaged',
        `${what} calls itself, or too many others. Get the file again.`,
      );
    }
    for (const [domain, version] of Object.entries(opsetsOf(called.opsetImport))) {
      if ((this.opsets[domain] ?? version) === version) continue;
      throw new TransferError(
        'base-format',
        `${what} is written for version ${version} of the operators and the model for ${this.opsets[domain]}. Export the model without functions.`,
      );
    }
    this.calls += 1;
    const prefix = `${node.name || called.name}/${this.calls}/`;
    const outer = new Map<string, string>([['', '']]);
    for (const [index, name] of called.input.entries()) outer.set(name, node.input[index] ?? '');
    for (const [index, name] of called.output.entries()) {
      const given = node.output[index];
      if (given) outer.set(name, given);
    }
    const renamed = (name: string): string => outer.get(name) ?? `${prefix}${name}`;
    const given = new Map([...called.attributeProto, ...node.attribute].map((one) => [one.name, one]));
    const inner = called.node.map((one): OnnxNode => {
      if (one.attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0)) {
        throw new TransferError(
          'base-layer',
          `${what} has a graph within its node ${inQuotes(one.name || one.opType)}, which can't be read. Export the model without functions.`,
        );
      }
      return {
        ...{ opType: one.opType, domain: one.domain },
        name: `${prefix}${one.name || one.opType}`,
        input: one.input.map(renamed),
        output: one.output.map(renamed),
        attribute: one.attribute.flatMap((attribute): AttributeProto[] => {
          if (!attribute.refAttrName) return [attribute];
          const value = given.get(attribute.refAttrName);
          return value === undefined
            ? []
            : [changedAttribute(value, { name: attribute.name, refAttrName: '' })];
        }),
      };
    });
    return this.nodes(inner, depth + 1);
  }
}

function plainNode({ opType, domain, name, input, output, attribute }: OnnxNode): OnnxNode {
  return { opType, domain: ownDomain(domain), name, input, output, attribute: attribute.map(widened) };
}

/**
 * Networks of 16 bit floats are run with 32 bits, which hold all of theirs: so the tensors that layers hand on are what
 * a head takes.
 */
function widened(attribute: AttributeProto): AttributeProto {
  const { name, i, t } = attribute;
  if ((name === 'to' || name === 'dtype') && isNarrowFloat(Number(i))) {
    return changedAttribute(attribute, { i: BigInt(TensorProto_DataType.FLOAT) });
  }
  if (t === undefined || !isNarrowFloat(t.dataType)) return attribute;
  const tensor = readTensor(t, 'the model');
  if (tensor.outside !== undefined) return attribute;
  return changedAttribute(attribute, {
    t: numberTensor(t.name, TensorProto_DataType.FLOAT, tensor.shape, numbersIn(tensor)),
  });
}

/** The names that a node reads, those that graphs within it read from outside among them. */
export function namesRead(
  node: Pick<OnnxNode, 'input' | 'attribute'>,
  names = new Set<string>(),
): Set<string> {
  for (const name of node.input) if (name !== '') names.add(name);
  for (const { g, graphs } of node.attribute) {
    for (const graph of g === undefined ? graphs : [g, ...graphs]) {
      for (const { name } of graph.output) names.add(name);
      for (const inner of graph.node) namesRead(inner, names);
    }
  }
  return names;
}

/** The nodes in an order in which each tensor is made before it is read. */
function inOrder(nodes: readonly OnnxNode[], file: string): OnnxNode[] {
  const maker = new Map<string, number>();
  for (const [index, { output }] of nodes.entries()) {
    for (const name of output) {
      if (name === '') continue;
      if (maker.has(name)) throw damaged(file, `makes the tensor ${inQuotes(name)} twice`);
      maker.set(name, index);
    }
  }
  const readers = new Map<number, number[]>();
  let isInOrder = true;
  const waiting = nodes.map((node, index) => {
    const makers = new Set([...namesRead(node)].flatMap((name) => maker.get(name) ?? []));
    for (const one of makers) {
      isInOrder &&= one < index;
      const list = readers.get(one);
      if (list === undefined) readers.set(one, [index]);
      else list.push(index);
    }
    return makers.size;
  });
  if (isInOrder) return [...nodes];
  const ready = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  const ordered: OnnxNode[] = [];
  for (let place = 0; place < ready.length; place += 1) {
    const index = ready[place]!;
    ordered.push(nodes[index]!);
    for (const reader of readers.get(index) ?? []) {
      waiting[reader]! -= 1;
      if (waiting[reader] === 0) ready.push(reader);
    }
  }
  if (ordered.length === nodes.length) return ordered;
  throw new TransferError(
    'base-topology',
    `The base cannot be used: the nodes of ${file} form a circle. Get the file again.`,
  );
}

function damaged(file: string, why: string): TransferError {
  return new TransferError('base-damaged', `${file} ${why}. Get the file again.`);
}
