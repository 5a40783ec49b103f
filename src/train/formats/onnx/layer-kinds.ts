import { valuesIn } from '../../../design/base/tensor-shape';
import type { LiveNode } from './live-nodes';
import { factsAbout, shapeOfEach } from './live-nodes';
import type { NodeGroup } from './node-groups';
import type { PictureGraph } from './picture-graph';

/** What a node computes as people know it from Keras, where it is the same; else the operator's own name. */
const kerasNames: Readonly<Record<string, string>> = {
  Conv: 'Conv2D',
  FusedConv: 'Conv2D',
  QLinearConv: 'Conv2D',
  ConvInteger: 'Conv2D',
  ConvTranspose: 'Conv2DTranspose',
  Gemm: 'Dense',
  FusedGemm: 'Dense',
  QGemm: 'Dense',
  GlobalAveragePool: 'GlobalAveragePooling2D',
  QLinearGlobalAveragePool: 'GlobalAveragePooling2D',
  GlobalMaxPool: 'GlobalMaxPooling2D',
  AveragePool: 'AveragePooling2D',
  QLinearAveragePool: 'AveragePooling2D',
  MaxPool: 'MaxPooling2D',
  Concat: 'Concatenate',
  QLinearConcat: 'Concatenate',
  Sum: 'Add',
  QLinearAdd: 'Add',
  Mul: 'Multiply',
  QLinearMul: 'Multiply',
  Max: 'Maximum',
  Min: 'Minimum',
  Relu: 'ReLU',
  LeakyRelu: 'LeakyReLU',
  PRelu: 'PReLU',
  Elu: 'ELU',
  QLinearSoftmax: 'Softmax',
  Resize: 'UpSampling2D',
  Upsample: 'UpSampling2D',
  InstanceNormalization: 'GroupNormalization',
  SkipLayerNormalization: 'LayerNormalization',
};

const products = new Set(['MatMul', 'QLinearMatMul', 'MatMulInteger', 'FusedMatMul', 'Einsum']);
const ofAttention = new Set(['Attention', 'MultiHeadAttention']);
const normalisations = new Set([
  ...['LayerNormalization', 'BatchNormalization', 'GroupNormalization', 'InstanceNormalization'],
  ...['SkipLayerNormalization', 'SimplifiedLayerNormalization', 'RMSNormalization'],
]);

/** The node that a layer is called after: what computes most. */
export function mainNode({ nodes }: NodeGroup): LiveNode {
  const rank = ({ node: { opType } }: LiveNode): number => {
    if (/^(FusedConv|QLinearConv|Conv.*|.*Gemm)$/.test(opType) || ofAttention.has(opType)) return 4;
    if (products.has(opType)) return 3;
    if (normalisations.has(opType) || /Pool$/.test(opType)) return 2;
    return /^(Identity|Cast|Reshape|Transpose|Squeeze|Unsqueeze|Pad|.*Linear)$/.test(opType) ? 0 : 1;
  };
  return nodes.reduce((main, node) => (rank(node) > rank(main) ? node : main));
}

/** What people call the layer. */
export function kindOf(graph: PictureGraph, unit: NodeGroup): string {
  const has = (...names: readonly string[]): boolean =>
    names.every((name) => unit.nodes.some(({ node }) => node.opType === name));
  const main = mainNode(unit);
  const { opType } = main.node;
  if (opType === 'Conv' && isDepthwise(graph, main)) return 'DepthwiseConv2D';
  if (products.has(opType)) {
    if (has('Softmax')) return 'Attention';
    const other = main.node.input[opType === 'QLinearMatMul' ? 3 : 1] ?? '';
    return main.reads.includes(other) ? 'MatMul' : 'Dense';
  }
  if (kerasNames[opType] !== undefined && /Conv|Gemm|Pool/.test(opType)) return kerasNames[opType];
  if (
    !normalisations.has(opType) &&
    has('ReduceMean') &&
    (has('Sqrt') || has('Pow')) &&
    unit.nodes.length > 3
  )
    return 'LayerNormalization';
  if (has('Erf')) return 'Gelu';
  if (has('Mul') && has('Sigmoid') && unit.nodes.length < 4) return 'Swish';
  if (has('Mul') && (has('HardSigmoid') || has('Clip', 'Add'))) return 'HardSwish';
  if (has('Clip') || has('Relu')) return 'ReLU';
  if (opType === 'ReduceMean' || opType === 'ReduceMax') return poolOf(graph, main);
  if ((opType === 'Reshape' || opType === 'Flatten') && shapeOfEach(graph, unit.output)?.length === 1)
    return 'Flatten';
  return kerasNames[opType] ?? opType;
}

function isDepthwise(graph: PictureGraph, { node }: LiveNode): boolean {
  const group = node.attribute.find(({ name }) => name === 'group');
  const [fact] = factsAbout(graph, node.input[1] ?? '');
  return Number(group?.i ?? 1) > 1 && fact?.shape[1] === 1;
}

/** A mean, or the largest, of all positions is what Keras has as pooling. */
function poolOf(graph: PictureGraph, { node, reads }: LiveNode): string {
  const word = node.opType === 'ReduceMax' ? 'Max' : 'Average';
  const from = shapeOfEach(graph, reads[0] ?? '') ?? [];
  const to = shapeOfEach(graph, node.output[0] ?? '') ?? [];
  const channels = [from.at(-1), from.length === 3 ? from[0] : undefined];
  if (
    valuesIn(to) >= valuesIn(from) ||
    !channels.includes(valuesIn(to)) ||
    !channels.includes(Math.max(...to))
  )
    return node.opType;
  return `Global${word}Pooling${from.length === 3 ? 2 : 1}D`;
}

/** Kinds that are written with operators whose names do not tell. */
const composed = new Set(['Attention', 'LayerNormalization', 'Gelu', 'Swish', 'HardSwish']);

/** What a layer is, where its main node does not tell. */
export function untoldKind(kind: string, { node }: LiveNode): string | undefined {
  return composed.has(kind) && !node.opType.endsWith(kind) ? kind : undefined;
}

/** Multiplications with addition that a layer does for one picture. */
export function multiplyAddsOf(graph: PictureGraph, { nodes }: NodeGroup): number {
  return nodes.reduce((sum, { node }) => {
    const first = (place: number): readonly number[] =>
      factsAbout(graph, node.input[place] ?? '')[0]?.shape ?? [];
    const values =
      valuesIn(factsAbout(graph, node.output[0] ?? '')[0]?.shape ?? []) / (graph.pictures[0] ?? 1);
    if (/^(FusedConv|Conv|ConvInteger)$/.test(node.opType)) return sum + values * valuesIn(first(1).slice(1));
    if (node.opType === 'QLinearConv') return sum + values * valuesIn(first(3).slice(1));
    if (node.opType === 'ConvTranspose')
      return sum + values * valuesIn(first(1).slice(2)) * (first(1)[0] ?? 1);
    if (products.has(node.opType) || /Gemm$/.test(node.opType)) {
      const turned = node.attribute.some(({ name, i }) => name === 'transA' && i === 1n);
      return sum + values * ((turned ? first(0)[0] : first(0).at(-1)) ?? 1);
    }
    return normalisations.has(node.opType) ? sum + values : sum;
  }, 0);
}
