import path from 'node:path';
import { valuesIn } from '../../../design/base/tensor-shape';
import type { GraphLayer } from '../../../design/layer-graph';
import { TransferError } from '../../../design/transfer-error';
import { inputLayer, type Topology, type TopologyLayer } from '../../network/topology';
import { onnxNodes } from '../../onnx/onnx-layer';
import { channelsFirstTensors } from './channel-axes';
import type { FlatGraph } from './flat-graph';
import { kindOf, mainNode, multiplyAddsOf, untoldKind } from './layer-kinds';
import { LayerNames, nameAsWord } from './layer-names';
import { LayerWriter } from './layer-parts';
import { factsAbout, shapeOfEach, sortNodes } from './live-nodes';
import { groupNodes } from './node-groups';
import { nodeSettings } from './node-settings';
import { type PictureGraph, pictureGraph } from './picture-graph';
import { inQuotes, type OnnxTensor } from './tensors';

export interface OnnxNetwork {
  readonly topology: Topology;
  readonly layers: readonly GraphLayer[];
  /** The file's tensors by `layer/weight`. */
  readonly weights: ReadonlyMap<string, OnnxTensor>;
}

/** Far more than any network for pictures has. */
const mostLayers = 5000;

/**
 * A graph as a network of layers.
 * @param size of the pictures, for a graph that takes any
 * @throws TransferError `base-…`
 */
export function onnxNetwork(flat: FlatGraph, size?: readonly [number, number]): OnnxNetwork {
  const graph = pictureGraph(flat, size);
  const sorted = sortNodes(graph);
  const units = groupNodes(graph, sorted.live);
  if (units.length === 0) throw notUsable(`nothing in ${flat.file} computes anything of a picture`);
  if (units.length > mostLayers) throw notUsable(`${flat.file} has more than ${mostLayers} layers`);
  const isFirst = channelsFirstTensors(graph, sorted.live);
  const picture = nameAsWord(graph.picture);
  const isOpen = graph.shape.includes(null);
  const shapeAt =
    isOpen && size === undefined ? openShapes(flat, graph) : (name: string) => shapeIn(graph, name);
  const names = new LayerNames(sorted.live, picture);
  const writer = new LayerWriter(graph, sorted, flat.opsets);
  const makers = new Map([[graph.picture, picture]]);
  const topology: TopologyLayer[] = [pictureLayer(graph, picture)];
  const layers: GraphLayer[] = [graphLayerOfPicture(picture, shapeAt(graph.picture))];
  const weights = new Map<string, OnnxTensor>();
  for (const unit of units) {
    const kind = kindOf(graph, unit);
    const main = mainNode(unit);
    const name = names.of(main, unit.output, untoldKind(kind, main));
    const own = new Set(unit.nodes.flatMap(({ makes }) => makes));
    const inputs = [...new Set(unit.nodes.flatMap(({ reads }) => reads))].filter((read) => !own.has(read));
    const inbound = inputs.map((read) => {
      const maker = makers.get(read);
      if (maker !== undefined) return maker;
      throw notUsable(
        `the node ${inQuotes(unit.nodes[0]?.node.name ?? '')} reads one of several outputs of another`,
      );
    });
    makers.set(unit.output, name);
    const outputShape = shapeAt(unit.output);
    const parts = writer.write(unit, inputs, outputShape);
    topology.push({ name, className: onnxNodes, config: parts.config, inbound });
    for (const [weight, tensor] of parts.weights) weights.set(`${name}/${weight}`, tensor);
    const facts = [...parts.weights].map(([weight, { shape }]) => ({ name: `${name}/${weight}`, shape }));
    layers.push({
      name,
      type: kind,
      inbound,
      outputShape,
      weights: facts,
      params: facts.reduce((sum, { shape }) => sum + valuesIn(shape), parts.otherWeights),
      multiplyAdds: multiplyAddsOf(graph, unit),
      ...nodeSettings(main.node),
      ...(isFirst.has(unit.output) && outputShape.length === 3 ? { channelsFirst: true } : {}),
    });
  }
  return {
    topology: { name: nameAsWord(path.basename(flat.file).replace(/\.onnx$/i, '')), layers: topology },
    layers,
    weights,
  };
}

function pictureLayer({ shape, batch }: PictureGraph, name: string): TopologyLayer {
  const layer = inputLayer(name, shape);
  if (batch === 'any') return layer;
  return { ...layer, config: { ...layer.config, batch_input_shape: [batch, ...shape] } };
}

function graphLayerOfPicture(name: string, outputShape: GraphLayer['outputShape']): GraphLayer {
  return {
    name,
    type: 'InputLayer',
    inbound: [],
    outputShape,
    weights: [],
    params: 0,
    multiplyAdds: 0,
  };
}

function shapeIn(graph: PictureGraph, name: string): readonly number[] {
  return shapeOfEach(graph, name) ?? factsAbout(graph, name)[0]?.shape.slice(1) ?? [];
}

/** Larger than the usual ones; edges that differ there depend on the picture's size. */
const otherSize = [320, 320] as const;

/** The shapes for pictures of an unknown size, with null for edges that depend on it. */
function openShapes(flat: FlatGraph, graph: PictureGraph): (name: string) => GraphLayer['outputShape'] {
  let other: PictureGraph | undefined;
  try {
    other = pictureGraph(flat, otherSize);
  } catch {
    // It takes one size only, and leaves it to be said which.
  }
  return (name) => {
    if (name === graph.picture) return graph.shape;
    const shape = shapeIn(graph, name);
    const others = other === undefined ? shape : shapeIn(other, name);
    return shape.map((edge, axis) => (edge === others[axis] ? edge : null));
  };
}

function notUsable(why: string): TransferError {
  return new TransferError('base-topology', `The base cannot be used: ${why}. Choose another network.`);
}
