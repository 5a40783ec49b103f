import { describe, expect, it } from 'vitest';
import { layerType } from '../../../src/design/base/layer-types';
import { besideLayer, rescaling, stationsOf } from '../../../webview/seen/stations';
import { demoGraph } from '../../panel/views/demo-layers';

describe('walking along the layers', () => {
  const { layers } = demoGraph('pool2');

  it('stops at the last layer before each that has learned something, with maps as long as there are any', () => {
    expect(stationsOf(layers)).toEqual(['pool1', 'pool2', 'pool3', 'dense1', 'dense2']);
  });

  it('goes from any layer to the stops before and behind it', () => {
    expect(besideLayer(layers, 'conv2_relu')).toEqual({
      before: 'pool1',
      behind: 'pool2',
      number: null,
      count: 5,
    });
    expect(besideLayer(layers, 'pool1')).toEqual({ before: null, behind: 'pool2', number: 1, count: 5 });
    expect(besideLayer(layers, 'dense3')).toMatchObject({ before: 'dense2', behind: null, number: null });
  });

  it('passes over the layers that only rescale, as the base’s weight layers are counted', () => {
    for (const type of rescaling) expect(layerType(type).rescalesItsInput, type).toBe(true);
    for (const type of ['Conv2D', 'Dense', 'DepthwiseConv2D', 'SeparableConv2D'])
      expect(layerType(type).rescalesItsInput, type).toBeUndefined();
  });
});
