import type { LayerState, PanelGraph, PanelLayer } from '../../../src/shared/panel-messages';
import { lineIn } from './line-in';

type LayerFact = readonly [name: string, type: string, shape: readonly number[], params: number];

const baseLayers: readonly LayerFact[] = [
  ['image', 'InputLayer', [64, 64, 3], 0],
  ['conv1', 'Conv2D', [32, 32, 32], 2400],
  ['conv1_bn', 'BatchNormalization', [32, 32, 32], 128],
  ['conv1_relu', 'ReLU', [32, 32, 32], 0],
  ['pool1', 'MaxPooling2D', [16, 16, 32], 0],
  ['conv2', 'Conv2D', [16, 16, 64], 51_200],
  ['conv2_bn', 'BatchNormalization', [16, 16, 64], 256],
  ['conv2_relu', 'ReLU', [16, 16, 64], 0],
  ['pool2', 'MaxPooling2D', [8, 8, 64], 0],
  ['conv3', 'Conv2D', [8, 8, 192], 110_592],
  ['conv3_bn', 'BatchNormalization', [8, 8, 192], 768],
  ['conv3_relu', 'ReLU', [8, 8, 192], 0],
  ['pool3', 'MaxPooling2D', [4, 4, 192], 0],
  ['flatten', 'Flatten', [3072], 0],
  ['dense1', 'Dense', [256], 786_688],
  ['dense2', 'Dense', [64], 16_448],
  ['dense3', 'Dense', [88], 5720],
];

const classCount = 6;

/** The demonstration base's 17 layers, cut after `cut`, with a head of two or three layers. */
export function demoGraph(cut = 'pool3', trainable: readonly string[] = []): PanelGraph {
  const cutAt = baseLayers.findIndex(([name]) => name === cut);
  const base = baseLayers.map(([name, type, outputShape, params], index): PanelLayer => {
    const isKept = index <= cutAt;
    const own = trainable.includes(name) ? 'trainable' : 'frozen';
    const state: LayerState = !isKept ? 'sliced off' : params === 0 ? 'follows' : own;
    return {
      name,
      type,
      outputShape,
      params,
      state,
      inbound: baseLayers.slice(index - 1, index).map(([before]) => before),
      canFreeze: isKept && params > 0,
      isCut: index === cutAt,
      canCut: index > 0 && index < baseLayers.length - 1,
      block: name.slice(0, 5),
      probe: null,
    };
  });
  const values = baseLayers[cutAt]?.[2] ?? [1];
  const layers = [...base, ...headOf(cut, values)];
  return { fingerprint: `demo cut after ${cut}`, cut, layers, line: lineIn(base) };
}

function headOf(cut: string, shape: readonly number[]): PanelLayer[] {
  const values = shape.reduce((product, size) => product * size, 1);
  const facts: LayerFact[] = [
    ['head_classes', 'Dense', [classCount], values * classCount + classCount],
    ['head_softmax', 'Softmax', [classCount], 0],
  ];
  if (shape.length > 1) facts.unshift(['head_pool', 'Flatten', [values], 0]);
  return facts.map(([name, type, outputShape, params], index) => ({
    name,
    type,
    outputShape,
    params,
    inbound: [facts[index - 1]?.[0] ?? cut],
    state: 'new',
    canFreeze: false,
    isCut: false,
    canCut: false,
    block: null,
    probe: null,
  }));
}
