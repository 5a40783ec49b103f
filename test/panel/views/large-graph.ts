import type { PanelGraph, PanelLayer } from '../../../src/shared/panel-messages';
import { lineIn } from './line-in';

const layersABlock = 10;

/** A residual network of about `count` layers: blocks of ten, each with an arrow round it, and a head of two. */
export function largeGraph(count: number, trainable: readonly string[] = []): PanelGraph {
  const blocks = Math.floor((count - 4) / layersABlock);
  const layers: PanelLayer[] = [
    layer('image', 'InputLayer', [], null, 0),
    layer('stem', 'Conv2D', ['image'], null, 864),
  ];
  for (let block = 1; block <= blocks; block += 1)
    layers.push(...residualBlock(block, layers.at(-1)?.name ?? 'stem'));
  const cut = layers.at(-1)?.name ?? 'stem';
  const base = layers.map((known) => ({
    ...known,
    isCut: known.name === cut,
    state: trainable.includes(known.name) ? ('trainable' as const) : known.state,
  }));
  const head = [
    { ...layer('head_pool', 'GlobalAveragePooling2D', [cut], null, 0), state: 'new' as const, canCut: false },
    {
      ...layer('head_classes', 'Dense', ['head_pool'], null, 390),
      state: 'new' as const,
      canCut: false,
      canFreeze: false,
    },
  ];
  return { fingerprint: `large ${count}`, cut, layers: [...base, ...head], line: lineIn(base) };
}

/** The layers with weights of a block, in their order. */
export function weightedIn(block: string): readonly string[] {
  return [
    'conv2d_1',
    'batchnormalization_2',
    'conv2d_4',
    'batchnormalization_5',
    'conv2d_7',
    'batchnormalization_8',
  ].map((layer) => `${block}_${layer}`);
}

function residualBlock(number: number, before: string): readonly PanelLayer[] {
  const block = `block${number}`;
  const types = ['Conv2D', 'BatchNormalization', 'ReLU'];
  const path: PanelLayer[] = [];
  for (let index = 0; index < layersABlock - 1; index += 1) {
    const type = types[index % 3] ?? 'Conv2D';
    const params = type === 'Conv2D' ? 36_864 : type === 'ReLU' ? 0 : 256;
    const inbound = path.at(-1)?.name ?? before;
    path.push({
      ...layer(`${block}_${type.toLowerCase()}_${index + 1}`, type, [inbound], block, params),
      canCut: false,
    });
  }
  return [...path, layer(`${block}_add`, 'Add', [path.at(-1)?.name ?? before, before], block, 0)];
}

function layer(
  name: string,
  type: string,
  inbound: readonly string[],
  block: string | null,
  params: number,
): PanelLayer {
  return {
    name,
    type,
    inbound,
    block,
    params,
    outputShape: [32, 32, 64],
    state: params > 0 ? 'frozen' : 'follows',
    canFreeze: params > 0,
    isCut: false,
    canCut: true,
    probe: null,
  };
}
