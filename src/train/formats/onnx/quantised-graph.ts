import { type OnnxNode, onnxNode } from '../../onnx/onnx-parts';

/** Where operators that hand on integers read the scale and the zero point of what they give. */
const scalePlaces: Readonly<Record<string, number>> = {
  QLinearConv: 6,
  QLinearMatMul: 6,
  QLinearAdd: 6,
  QLinearMul: 6,
  QGemm: 7,
  QLinearAveragePool: 3,
  QLinearGlobalAveragePool: 3,
  QLinearSigmoid: 3,
  QLinearLeakyRelu: 3,
  QLinearSoftmax: 3,
  QLinearConcat: 0,
  QuantizeLinear: 1,
};

/** Hand integers on as they are. */
const passing = new Set(['MaxPool', 'Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity']);

/** A tensor of integers, as a tensor of floats and what makes them integers again. */
interface Quantised {
  readonly floats: string;
  readonly scale: string;
  readonly zero: string;
}

/**
 * The nodes of a network that hands on integers, with floats between any two of them: whoever makes integers makes
 * floats of them, and whoever reads them makes the same integers again, to the last bit. So layers can be told apart, and
 * a head takes what any of them gives. Other networks stay as they are.
 */
export function withFloatsBetween(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  if (!nodes.some(({ opType }) => opType.startsWith('QLinear') || opType === 'QGemm')) return nodes;
  const known = new Map<string, Quantised>();
  let count = 0;
  return nodes.flatMap((node): OnnxNode[] => {
    const before: OnnxNode[] = [];
    const input = node.input.map((name) => {
      const from = known.get(name);
      if (from === undefined) return name;
      count += 1;
      const again = `${name}/integers/${count}`;
      before.push(onnxNode('QuantizeLinear', [from.floats, from.scale, from.zero], again));
      return again;
    });
    const [output = ''] = node.output;
    const scales = scalesOf(node, known);
    if (scales === undefined) return [...before, { ...node, input }];
    // What is only quantised is read as it was before.
    const isPlain = node.opType === 'QuantizeLinear';
    const floats = isPlain ? (node.input[0] ?? '') : `${output}/floats`;
    known.set(output, { ...scales, floats });
    if (isPlain) return before;
    const { scale, zero } = scales;
    return [...before, { ...node, input }, onnxNode('DequantizeLinear', [output, scale, zero], floats)];
  });
}

function scalesOf(
  { opType, input }: OnnxNode,
  known: ReadonlyMap<string, Quantised>,
): Omit<Quantised, 'floats'> | undefined {
  const from = passing.has(opType) ? known.get(input[0] ?? '') : undefined;
  const place = scalePlaces[opType];
  const [scale = '', zero = ''] =
    from !== undefined ? [from.scale, from.zero] : place === undefined ? [] : input.slice(place, place + 2);
  return scale === '' || zero === '' ? undefined : { scale, zero };
}
