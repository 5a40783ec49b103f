import type { GraphLayer, LayerSetting } from '../../../design/layer-graph';
import type { OnnxNode } from '../../onnx/onnx-parts';

/** What is worth telling of a node, beside its tensors. */
const lists = new Set(['kernel_shape', 'strides', 'dilations', 'pads']);
const numbers = new Set(['group', 'axis', 'num_heads']);
const fractions = new Set(['epsilon', 'alpha']);
/** Of a picture: two edges with a padding on each side, and then some. */
const longestList = 8;

/** The settings of a layer that is one of an ONNX file, by the node that it is called after. */
export function nodeSettings({ attribute }: OnnxNode): Pick<GraphLayer, 'settings'> {
  const settings = attribute.flatMap(({ name, f, i, ints }): (readonly [string, LayerSetting])[] => {
    if (lists.has(name) && ints.length <= longestList) return [[name, ints.map(Number)]];
    if (numbers.has(name)) return [[name, Number(i)]];
    return fractions.has(name) && Number.isFinite(f) ? [[name, Number(f.toPrecision(6))]] : [];
  });
  return settings.length > 0 ? { settings: Object.fromEntries(settings) } : {};
}
