import { describe, expect, it } from 'vitest';
import { layerBlocks } from '../../../src/language/layer-blocks';
import { demoLike, mobileNetLike, residual } from '../../fixtures/layer-graphs';

const blocksOf = (graph: { readonly layers: readonly { readonly name: string }[] }) => {
  const names = graph.layers.map(({ name }) => name);
  return new Map(layerBlocks(names).map((block, index) => [names[index] ?? '', block]));
};

describe('layerBlocks', () => {
  it('takes the block from the beginning of names, as Keras writes them', () => {
    const names = [
      'input',
      'block5_conv1',
      'block5_conv2',
      'block5_pool',
      'conv5_block3_out',
      'conv5_block3_add',
    ];
    expect(layerBlocks(names)).toEqual([null, 'block5', 'block5', 'block5', 'conv5_block3', 'conv5_block3']);
  });

  it("takes MobileNet's blocks from the number inside the names", () => {
    const blocks = blocksOf(mobileNetLike());
    expect(blocks.get('conv_dw_3')).toBe('conv 3');
    expect(blocks.get('conv_pw_3_bn')).toBe('conv 3');
    expect(blocks.get('conv_pw_4_relu')).toBe('conv 4');
    expect(blocks.get('conv_preds')).toBeNull();
  });

  it('takes the numbered modules of PyTorch as blocks', () => {
    const names = [
      ...['conv1.Conv', 'layer1.0.conv1.Conv', 'layer1.0.act1.Relu', 'layer1.1.conv1.Conv', 'layer1.1.Add'],
      ...['encoder.layers.encoder_layer_0.ln_1.Add', 'encoder.layers.encoder_layer_0.Add', 'fc.Gemm'],
    ];
    const layer = 'encoder.layers.encoder_layer_0';
    const blocks = [null, 'layer1.0', 'layer1.0', 'layer1.1', 'layer1.1', layer, layer, null];
    expect(layerBlocks(names)).toEqual(blocks);
  });

  it('takes what stands round a numbered convolution together', () => {
    const blocks = blocksOf(demoLike());
    expect(['conv2', 'bn2', 'relu2', 'pool2'].map((name) => blocks.get(name))).toEqual(
      Array(4).fill('block 2'),
    );
    expect(blocks.get('flatten')).toBeNull();
  });

  it('takes the layers of a residual block together', () => {
    const blocks = blocksOf(residual());
    expect(blocks.get('block2_conv1')).toBe('block2');
    expect(blocks.get('block2_out')).toBe('block2');
    expect(blocks.get('stem')).toBeNull();
  });

  it('makes no block of one layer, nor of names that come again further on', () => {
    expect(
      layerBlocks(['block1_conv', 'other', 'block2_a', 'block2_b', 'x', 'block2_c', 'block2_d']),
    ).toEqual([null, null, 'block2', 'block2', null, null, null]);
  });

  it('does not take the numbers that Keras gives by type for blocks', () => {
    expect(layerBlocks(['conv2d_1_x', 'conv2d_1_y'])).toEqual([null, null]);
    expect(layerBlocks([])).toEqual([]);
  });
});
