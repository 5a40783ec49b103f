import { expect, it } from 'vitest';
import { layerSettings } from '../../../src/train/layer-settings';

const settingsOf = (className: string, config: Readonly<Record<string, unknown>>) =>
  layerSettings({ name: 'layer', className, config, inbound: [] });

it('are those that the answers of a layer depend on, in the words of its format', () => {
  const config = {
    ...{ name: 'conv1', filters: 8, kernel_size: [3, 3], strides: [2, 2], padding: 'same', use_bias: false },
    ...{ kernel_initializer: { class_name: 'GlorotUniform' }, trainable: true },
  };
  expect(settingsOf('Conv2D', config)).toEqual({
    settings: { filters: 8, kernel_size: [3, 3], strides: [2, 2], padding: 'same', use_bias: false },
  });
  expect(
    settingsOf('ZeroPadding2D', {
      padding: [
        [1, 0],
        [1, 0],
      ],
    }),
  ).toEqual({
    settings: { padding: [1, 0, 1, 0] },
  });
});

it('are none of a layer that has none, nor of one that is not known', () => {
  expect(settingsOf('InputLayer', { batch_input_shape: [null, 8, 8, 3] })).toEqual({});
  expect(settingsOf('Add', { name: 'add' })).toEqual({});
  expect(settingsOf('constructor', { units: 3 })).toEqual({});
});

it('are left out where a file has there what is no setting', () => {
  const config = { filters: Number.NaN, padding: 'x'.repeat(41), strides: { deep: 1 }, activation: null };
  expect(settingsOf('Conv2D', { ...config, kernel_size: Array(9).fill(1), dilation_rate: ['1'] })).toEqual(
    {},
  );
});
