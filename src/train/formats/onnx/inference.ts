import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { TensorProto_DataType } from '../../onnx/onnx_pb';
import type { OnnxNode } from '../../onnx/onnx-parts';
import { computingOperators, runtimeOperators } from './computing-operators';
import type { FlatGraph } from './flat-graph';
import { movingOperators } from './moving-operators';
import { type Fact, isReal, mostKnown, type Operator, OperatorCall } from './operator-call';
import { plainOperators } from './plain-operators';
import { inQuotes, isNarrowFloat, numbersIn, type OnnxTensor } from './tensors';

/** What the network is asked about: so many pictures at once, of one size. */
export interface Question {
  readonly picture: string;
  readonly shape: readonly number[];
  /** The number of pictures that the file's own shapes are for, where they are asked to be for another. */
  readonly written?: number;
}

/** What is known of a graph's tensors where it is asked about pictures of one size. */
export interface Inference {
  /** Without those that choose between graphs: the nodes of the chosen ones stand in their places. */
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly facts: ReadonlyMap<string, Fact>;
}

const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({ ...plainOperators, ...movingOperators, ...computingOperators }),
);
const ofRuntime: ReadonlyMap<string, Operator> = new Map(Object.entries(runtimeOperators));

/**
 * Works out types and shapes of all tensors, and the values of those that shapes are made of.
 * @throws TransferError `base-…` for a node whose outputs can't be told
 */
export function infer(graph: FlatGraph, question: Question): Inference {
  const constants = new Map(graph.constants);
  const facts = new Map<string, Fact>();
  for (const [name, tensor] of constants) facts.set(name, factOf(tensor));
  facts.set(question.picture, { type: TensorProto_DataType.FLOAT, shape: question.shape });
  const nodes: OnnxNode[] = [];
  const waiting = [...graph.nodes].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.opType === 'If' && node.domain === '') {
      const branch = chosenBranch(graph, node, facts);
      for (const [name, tensor] of branch.constants) {
        requireNew(graph, name, facts);
        constants.set(name, tensor);
        facts.set(name, factOf(tensor));
      }
      waiting.push(...branch.nodes.toReversed());
      continue;
    }
    nodes.push(node);
    const outputs = outputsOf(graph, node, facts, question);
    for (const [place, name] of node.output.entries()) {
      if (name === '') continue;
      requireNew(graph, name, facts);
      const fact = outputs[place];
      if (fact !== undefined) facts.set(name, fact);
    }
  }
  return { nodes, constants, facts };
}

function requireNew(graph: FlatGraph, name: string, facts: ReadonlyMap<string, Fact>): void {
  if (!facts.has(name)) return;
  throw new TransferError(
    'base-damaged',
    `${graph.file} makes the tensor ${inQuotes(name)} twice. Get the file again.`,
  );
}

function factOf(tensor: OnnxTensor): Fact {
  const type = isNarrowFloat(tensor.type) ? TensorProto_DataType.FLOAT : tensor.type;
  const { shape } = tensor;
  return isLookedInto(tensor) ? { type, shape, values: numbersIn(tensor) } : { type, shape };
}

/** Floats beyond a few, such as the factors of a change of size, are weights. */
const mostFloats = 8;

function isLookedInto({ type, shape, outside }: OnnxTensor): boolean {
  const count = valuesIn(shape);
  const most = isReal(type) || isNarrowFloat(type) ? mostFloats : mostKnown;
  return count <= most && (most === mostKnown || shape.length < 2) && outside === undefined && isRead(type);
}

/** Types whose numbers are looked at. */
function isRead(type: TensorProto_DataType): boolean {
  const { UINT16, UINT32, UINT64 } = TensorProto_DataType;
  return type !== UINT16 && type !== UINT32 && type !== UINT64;
}

/** The graph that a condition chooses, which must not depend on what is in a picture; its outputs renamed to the node's. */
function chosenBranch(graph: FlatGraph, node: OnnxNode, facts: ReadonlyMap<string, Fact>) {
  const call = new OperatorCall(node, [facts.get(node.input[0] ?? '')], 0);
  const chosen = call.attribute(call.values(0)?.[0] ? 'then_branch' : 'else_branch')?.g;
  if (chosen === undefined) throw call.unfit('has no graph to choose');
  const branch = graph.branch(chosen);
  const handedOn = branch.outputs.map(
    (name, place): OnnxNode => ({
      ...{ opType: 'Identity', domain: '', name: node.name, attribute: [] },
      ...{ input: [name], output: [node.output[place] ?? ''] },
    }),
  );
  return { nodes: [...branch.nodes, ...handedOn], constants: branch.constants };
}

function outputsOf(
  graph: FlatGraph,
  node: OnnxNode,
  facts: ReadonlyMap<string, Fact>,
  question: Question,
): readonly (Fact | undefined)[] {
  const read = node.input.map((name) => (name === '' ? undefined : facts.get(name)));
  const call = new OperatorCall(
    node,
    forAsManyPictures(node, read, question),
    graph.opsets[node.domain] ?? 0,
  );
  const missing = node.input.findIndex((name, place) => name !== '' && read[place] === undefined);
  if (missing >= 0) throw call.unfit(`reads ${inQuotes(node.input[missing] ?? '')}, which nothing makes`);
  const operator =
    node.domain === ''
      ? operators.get(node.opType)
      : node.domain === 'com.microsoft'
        ? (ofRuntime.get(node.opType) ?? operators.get(node.opType))
        : undefined;
  if (operator !== undefined) return operator(call);
  const stated = node.output.map((name) => statedFact(graph, name, question));
  if (stated.some((fact) => fact !== undefined)) return stated;
  const domain = node.domain === '' ? '' : ` of ${inQuotes(node.domain)}`;
  throw call.unfit(`is of a kind${domain} that is not known, and the file does not say what it gives`);
}

/** What the exporter wrote of a tensor. Its first axis counts the pictures. */
function statedFact({ stated, inputs }: FlatGraph, name: string, question: Question): Fact | undefined {
  const tensor = stated.get(name)?.type?.tensorType;
  if (tensor?.shape === undefined) return undefined;
  const names = new Map(
    inputs.flatMap((input) => {
      const [first] = input.type?.tensorType?.shape?.dim ?? [];
      return first?.value.case === 'dimParam' ? [[first.value.value, question.shape[0] ?? 0] as const] : [];
    }),
  );
  const shape = tensor.shape.dim.map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : (names.get(String(value.value)) ?? Number.NaN),
  );
  const [first, ...rest] = shape;
  const edges = first === question.written ? [question.shape[0] ?? 0, ...rest] : shape;
  const type = isNarrowFloat(tensor.elemType) ? TensorProto_DataType.FLOAT : tensor.elemType;
  return edges.every((edge) => Number.isSafeInteger(edge) && edge >= 0) ? { type, shape: edges } : undefined;
}

/**
 * A file that was exported for one picture at a time writes the 1 into its shapes. Where they say how the first axis of
 * pictures is laid out, and where a constant is joined to something of each picture, it is meant for as many as there are.
 */
function forAsManyPictures(
  node: OnnxNode,
  read: readonly (Fact | undefined)[],
  { shape: [pictures = 0], written }: Question,
): readonly (Fact | undefined)[] {
  if (written === undefined || written === pictures) return read;
  const [first, second] = read;
  if (node.opType === 'Reshape') {
    const isMeant = first?.shape[0] === pictures && second?.values?.[0] === written;
    return isMeant ? [first, { ...second, values: [pictures, ...(second.values ?? []).slice(1)] }] : read;
  }
  if (!isJoin(node) || !read.some((fact) => fact?.shape[0] === pictures)) return read;
  return read.map((fact) =>
    fact?.shape[0] === written ? { ...fact, shape: [pictures, ...fact.shape.slice(1)] } : fact,
  );
}

/** Whether it joins tensors along another axis than the first. */
export function isJoin({ opType, domain, attribute }: OnnxNode): boolean {
  return opType === 'Concat' && domain === '' && attribute.some(({ name, i }) => name === 'axis' && i !== 0n);
}
