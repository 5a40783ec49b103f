import type { Shape } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { compileAnswer } from '../../compiler/network-graph';
import { inputLayerOf, outputLayerOf, type Topology, type TopologyLayer } from '../../network/topology';
import type { NetworkWeights } from '../../network/weight-values';
import { TensorProto_DataType as DataType } from '../onnx_pb';
import { type OnnxLayer, onnxLayerOf, onnxNodes } from '../onnx-layer';
import { type OnnxModelParts, ownProperty } from '../onnx-model';
import { type Device, GraphWriter } from './graph-writer';
import { writeOperations } from './operation-nodes';

/** Where no layer says which version of ONNX's operators it is made of: what the oldest programs in use run. */
const usualOpset = 17;

/** Whether some of a network's layers came from an ONNX file. */
export function hasOnnxNodes({ layers }: Topology): boolean {
  return layers.some(({ className }) => className === onnxNodes);
}

/** Whether a network takes one picture at a time, as its ONNX file says. */
export function takesOneAtATime(network: Topology): boolean {
  const { batch_input_shape: shape } = inputLayerOf(network).config;
  return hasOnnxNodes(network) && Array.isArray(shape) && shape[0] === 1;
}

/**
 * The names of a network's weights in an ONNX file, by what the network calls them: for layers that came from such a
 * file those that they had there, for others `layer/weight`, and another only where a tensor has that already.
 */
export function tensorNames({ layers }: Topology, weights: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const graphs = graphsOf(layers);
  const taken = new Set([...graphs.values()].flatMap(namesIn));
  for (const [layer, { weights: own }] of graphs) {
    for (const [weight, tensor] of Object.entries(own)) names.set(`${layer}/${weight}`, tensor);
  }
  for (const weight of weights) {
    if (names.has(weight)) continue;
    let name = weight;
    for (let number = 1; taken.has(name); number += 1) name = `${weight}_${number}`;
    taken.add(name);
    names.set(weight, name);
  }
  return names;
}

/** The weights of a network by their names in an ONNX file; by those that it has anyway where none of it is from one. */
export function byTensorName<Weight>(
  network: Topology,
  weights: ReadonlyMap<string, Weight>,
): ReadonlyMap<string, Weight> {
  if (!hasOnnxNodes(network)) return weights;
  const names = tensorNames(network, weights.keys());
  return new Map([...weights].map(([name, weight]) => [names.get(name) ?? name, weight]));
}

export interface ModelSettings {
  /** What stands in the file beside the network: its classes and how pictures are given to it, as plain JSON. */
  readonly says?: unknown;
  /** As of `GraphWriter`. */
  readonly runsOn?: Device;
}

/**
 * A network as an ONNX model that answers as the network does when it is asked. Its input and output are named as the
 * first and the last layer, or as in the ONNX file that they came from; weights are tensors in the order of axes that
 * the network has them in, bit for bit, and turned round by nodes where operators want them otherwise: programs do that
 * once, when they load the file.
 *
 * @param weights of all its layers; those of other layers are passed over
 * @throws TransferError `base-layer` where a layer can't be compiled: it is of a type or a setting that is not known, or
 *   lacks weights
 */
export function networkModel(
  network: Topology,
  weights: NetworkWeights,
  { says, runsOn }: ModelSettings = {},
): OnnxModelParts {
  const compiled = compileAnswer(network, weights);
  if ('layer' in compiled)
    throw new TransferError(
      'base-layer',
      `The layer "${compiled.layer}" (${compiled.className}) can't be written as ONNX as it is set.`,
    );
  const graphs = graphsOf(network.layers);
  const opsets = [...graphs.values()][0]?.opsets ?? { '': usualOpset };
  const opset = opsets[''] ?? usualOpset;
  const own = new Set(network.layers.map(({ name }) => name));
  const ofNetwork = [...weights.keys()].filter((name) => own.has(name.slice(0, name.lastIndexOf('/'))));
  const names = tensorNames(network, ofNetwork);
  const [input, last] = [inputLayerOf(network), outputLayerOf(network)];
  const taken = [...names.values(), ...[...graphs.values()].flatMap(namesIn), input.name];
  const writer = new GraphWriter(opset, taken, runsOn);
  // Nodes of a file end as they do there.
  const name = last.className === onnxNodes ? undefined : writer.free(last.name);
  const { nameOf } = writeOperations(writer, [compiled.answer], (does) =>
    does.kind === 'constant' ? (names.get(does.name) as string) : input.name,
  );
  const output = named(writer, nameOf(compiled.answer), name);
  const outputShape =
    name === undefined ? (last.config.output_shape as Shape | undefined) : compiled.answer.shape.slice(1);
  const batch = takesOneAtATime(network) ? { dimValue: 1n } : { dimParam: 'batch' };
  return {
    irVersion: BigInt(irVersionFor(opset)),
    producerName: 'Transfer Designer',
    opsetImport: Object.entries(opsets).map(([domain, version]) => ({ domain, version: BigInt(version) })),
    metadataProps: says === undefined ? [] : [{ key: ownProperty, value: JSON.stringify(says) }],
    graph: {
      name: network.name,
      node: writer.nodes,
      initializer: writer.initialisers,
      input: [tensorNamed(input.name, compiled.examples.shape.slice(1), batch)],
      output: [tensorNamed(output, outputShape, batch)],
    },
  };
}

/** Gives an output another name, where there is one. @returns its name */
function named(writer: GraphWriter, output: string, name: string | undefined): string {
  if (name === undefined) return output;
  const last = writer.nodes.at(-1);
  if (last?.output?.[0] === output) last.output = [name];
  else writer.put('Identity', [output], name);
  return name;
}

function graphsOf(layers: readonly TopologyLayer[]): ReadonlyMap<string, OnnxLayer> {
  const fromOnnx = layers.filter(({ className }) => className === onnxNodes);
  return new Map(fromOnnx.map(({ name, config }) => [name, onnxLayerOf(config)]));
}

/** All tensors that a layer of an ONNX file knows by name, also within the graphs of its nodes. */
function namesIn({ graph }: Pick<OnnxLayer, 'graph'>): string[] {
  const names = [...graph.input, ...graph.output, ...graph.initializer].map(({ name }) => name);
  for (const { input, output, attribute } of graph.node) {
    names.push(...input, ...output);
    for (const { g, graphs } of attribute) {
      for (const inner of [...(g ? [g] : []), ...graphs]) names.push(...namesIn({ graph: inner }));
    }
  }
  return names;
}

type Dimension = { readonly dimValue: bigint } | { readonly dimParam: string };

function tensorNamed(name: string, shape: Shape | undefined, batch: Dimension) {
  const tensorType = { elemType: DataType.FLOAT, ...(shape ? { shape: shapeOf(shape, batch) } : {}) };
  return { name, type: { tensorType } };
}

function shapeOf(shape: Shape, batch: Dimension) {
  const edges = shape.map((edge): Dimension | undefined =>
    edge === null ? undefined : { dimValue: BigInt(edge) },
  );
  const dim = [batch, ...edges].map((edge) => {
    if (edge === undefined) return {};
    return 'dimValue' in edge
      ? { value: { case: 'dimValue' as const, value: edge.dimValue } }
      : { value: { case: 'dimParam' as const, value: edge.dimParam } };
  });
  return { dim };
}

/** The version of the file's format that came with a version of the operators. */
function irVersionFor(opset: number): number {
  const since: readonly (readonly [opset: number, version: number])[] = [
    [25, 12],
    [23, 11],
    [21, 10],
    [18, 9],
  ];
  return since.find(([from]) => opset >= from)?.[1] ?? 8;
}
