import { TransferError } from '../../../design/transfer-error';
import { TensorProto_DataType, type ValueInfoProto } from '../../onnx/onnx_pb';
import { integerAttribute, integersAttribute, type OnnxNode, onnxNode } from '../../onnx/onnx-parts';
import { type FlatGraph, namesRead } from './flat-graph';
import { type Inference, infer } from './inference';
import { isReal } from './operator-call';
import { withFloatsBetween } from './quantised-graph';
import { inQuotes, isNarrowFloat } from './tensors';

/** A graph from pictures, height × width × channels, to one output, and what is known of its tensors. */
export interface PictureGraph {
  readonly picture: string;
  readonly output: string;
  /** What it says of the picture's height, width and channels; null where it takes any. */
  readonly shape: readonly [number | null, number | null, number];
  /** The number of pictures that it can be asked about at once. */
  readonly batch: 'any' | 1;
  /** Of one network, asked about `pictures` pictures at once: one inference for each. */
  readonly inferences: readonly Inference[];
  readonly pictures: readonly number[];
}

/** Numbers of pictures by whose shapes one is told that depends on their number. */
const several = [2, 3, 5];
/** In pixels, where neither the file nor anybody else says a size. */
const usualSize = [224, 224] as const;

/**
 * Chooses the picture among the inputs and the output that is made of it alone, and works out all shapes: of a file that
 * leaves height and width open, for pictures of `size`.
 * @throws TransferError `base-…`
 */
export function pictureGraph(graph: FlatGraph, size: readonly [number, number] = usualSize): PictureGraph {
  const { input, output } = chooseEnds(graph);
  const kept = { ...graph, nodes: withFloatsBetween(nodesFor(graph, output)) };
  const tried = layoutsOf(input, graph.file).map((layout) => {
    try {
      return asked(kept, input, output, layout, size);
    } catch (error) {
      return { error };
    }
  });
  const found = tried.find((one) => !('error' in one));
  if (found !== undefined && !('error' in found)) return found;
  const { error } = tried[0] as { error: unknown };
  throw error;
}

/** Operators that take their measure of all pictures at once: what they give for one depends on which others there are. */
const looksAtAll = new Set(['DynamicQuantizeLinear', 'DynamicQuantizeMatMul']);

/** How an input lays out a picture. */
interface Layout {
  readonly isChannelsFirst: boolean;
  readonly batch: number | null;
  readonly height: number | null;
  readonly width: number | null;
  readonly channels: number;
}

function layoutsOf(input: ValueInfoProto, file: string): Layout[] {
  const edges = input.type?.tensorType?.shape?.dim.map(({ value }) =>
    value.case === 'dimValue' && value.value > 0n ? Number(value.value) : null,
  ) ?? [null, null, null, null];
  const [batch = null, second = null, third = null, fourth = null] = edges;
  if (edges.length !== 4 || !edges.every((edge) => edge === null || edge <= 2 ** 16)) {
    throw new TransferError(
      'base-topology',
      `The base cannot be used: the input ${inQuotes(input.name)} of ${file} has the shape [${edges.map((edge) => edge ?? '?').join(', ')}], which is none that pictures have. Choose a network for pictures.`,
    );
  }
  const first = { isChannelsFirst: true, batch, channels: second ?? 3, height: third, width: fourth };
  const last = { isChannelsFirst: false, batch, channels: fourth ?? 3, height: second, width: third };
  const isLast = fourth === 3 || (fourth === 1 && second !== 3 && second !== 1);
  if (isLast && second !== 3 && second !== null) return [last];
  if (isLast) return [last, first];
  return second === 3 ? [first] : [first, last];
}

function asked(
  graph: FlatGraph,
  input: ValueInfoProto,
  output: string,
  layout: Layout,
  size: readonly [number, number],
): PictureGraph {
  const { batch, channels } = layout;
  const isOpen = layout.height === null && layout.width === null;
  const height = layout.height ?? (isOpen ? size[0] : layout.width!);
  const width = layout.width ?? (isOpen ? size[1] : layout.height!);
  const picture = input.name;
  const type = input.type?.tensorType?.elemType ?? TensorProto_DataType.FLOAT;
  const whole = { ...graph, nodes: [...takingPictures(graph.nodes, picture, type, layout)] };
  const shape = [isOpen ? null : height, isOpen ? null : width, channels] as const;
  const infers = (pictures: readonly number[], written: number | null): PictureGraph => {
    const inferences = pictures.map((count) =>
      infer(whole, {
        picture,
        shape: [count, height, width, channels],
        ...(written === null ? {} : { written }),
      }),
    );
    requireAlike(graph, inferences, output, pictures);
    return { picture, output, shape, batch: written === null ? 1 : 'any', inferences, pictures };
  };
  const one = (): PictureGraph => infers([1], null);
  if (graph.nodes.some(({ opType }) => looksAtAll.has(opType))) return one();
  try {
    return infers(several, batch ?? Number.NaN);
  } catch (error) {
    if (!(error instanceof TransferError) || (batch ?? 1) !== 1) throw error;
    try {
      return one();
    } catch {
      throw isOpen ? notOfThatSize(error, [height, width]) : error;
    }
  }
}

function notOfThatSize(error: Error, size: readonly [number, number]): TransferError {
  return new TransferError(
    'base-input-size',
    `The base's layers do not fit pictures of ${size.join('×')} (${error.message.split(/(?<=\.) /)[0]}). Give another size, such as 256×256, in \`base.input.size\`.`,
  );
}

/** Whether the output answers for each picture, and the same nodes do it whatever the number of pictures. */
function requireAlike(
  { file }: FlatGraph,
  inferences: readonly Inference[],
  output: string,
  pictures: readonly number[],
): void {
  const rests = inferences.map(({ facts }, place) => {
    const [first, ...rest] = facts.get(output)?.shape ?? [];
    return first === pictures[place] ? rest.join() : undefined;
  });
  const isAlike = rests.every((rest) => rest !== undefined && rest === rests[0]);
  const nodes = new Set(inferences.map((one) => one.nodes.length));
  if (isAlike && nodes.size === 1) return;
  throw new TransferError(
    'base-topology',
    `The base cannot be used: the output ${inQuotes(output)} of ${file} is not one answer for each picture. Export the network with a batch axis that comes first.`,
  );
}

/** Nodes with others before them, by which pictures, height × width × channels of 32 bit floats, become what they take. */
function takingPictures(
  nodes: readonly OnnxNode[],
  picture: string,
  type: TensorProto_DataType,
  { isChannelsFirst }: Layout,
): readonly OnnxNode[] {
  const before: OnnxNode[] = [];
  const names = new Set(nodes.flatMap(({ input, output }) => [...input, ...output]));
  const free = (name: string): string => (names.has(name) ? free(`${name}_`) : name);
  let taken = picture;
  if (isChannelsFirst) {
    const turned = free(`${picture}/turned`);
    before.push(onnxNode('Transpose', [taken], turned, [integersAttribute('perm', [0, 3, 1, 2])]));
    taken = turned;
  }
  if (!isNarrowFloat(type) && type !== TensorProto_DataType.FLOAT) {
    const cast = free(`${picture}/cast`);
    before.push(onnxNode('Cast', [taken], cast, [integerAttribute('to', type)]));
    taken = cast;
  }
  const instead = (name: string): string => (name === picture ? taken : name);
  return [...before, ...nodes.map((node) => ({ ...node, input: node.input.map(instead) }))];
}

/** The picture among the inputs, and the first output that is made of it and of no other input. */
function chooseEnds(graph: FlatGraph): { input: ValueInfoProto; output: string } {
  const { inputs, outputs, file } = graph;
  const pictures = inputs.filter(isPicture);
  for (const input of pictures) {
    for (const output of outputs) {
      const read = inputsOf(graph, output);
      if (read.has(input.name) && read.size === 1) return { input, output };
    }
  }
  const names = (list: readonly string[]): string => list.slice(0, 5).map(inQuotes).join(', ') || 'none';
  throw new TransferError(
    'base-topology',
    `The base cannot be used: no output of ${file} (${names(outputs)}) is made of a picture alone; its inputs are ${names(inputs.map(({ name }) => name))}. It must be a network with one picture, four axes of numbers, as input.`,
  );
}

function isPicture({ type }: ValueInfoProto): boolean {
  const tensor = type?.tensorType;
  const of = tensor?.elemType ?? TensorProto_DataType.FLOAT;
  const isTaken = isReal(of) || isNarrowFloat(of) || of === TensorProto_DataType.UINT8;
  return isTaken && (tensor?.shape === undefined || tensor.shape.dim.length === 4);
}

function inputsOf(graph: FlatGraph, output: string): Set<string> {
  const needed = namesFor(graph, output);
  return new Set(graph.inputs.flatMap(({ name }) => (needed.has(name) ? [name] : [])));
}

/** The nodes that an output is made by. */
function nodesFor(graph: FlatGraph, output: string): OnnxNode[] {
  const needed = namesFor(graph, output);
  return graph.nodes.filter((node) => node.output.some((name) => needed.has(name)));
}

function namesFor({ nodes }: FlatGraph, output: string): Set<string> {
  const needed = new Set([output]);
  for (const node of nodes.toReversed()) {
    if (!node.output.some((name) => name !== '' && needed.has(name))) continue;
    for (const name of namesRead(node)) needed.add(name);
  }
  return needed;
}
