import type { LayerSetting } from '../design/layer-graph';
import { shapeWords } from '../design/words/wording';

/** What is meant where nothing is said, and would only be in the way. */
const usual: Readonly<Record<string, string>> = {
  data_format: 'channels_last',
  dilation_rate: '1 × 1',
  dilations: '1 × 1',
  strides: '1 × 1',
  activation: 'linear',
  depth_multiplier: '1',
  group: '1',
  pads: '0 × 0 × 0 × 0',
  use_bias: 'yes',
  center: 'yes',
  scale: 'yes',
  axis: '-1',
  threshold: '0',
  negative_slope: '0',
};

/** Settings in words: `filters 64, kernel size 3 × 3, strides 2 × 2, padding same`. Those that are as usual are left out. */
export function settingWords(settings: Readonly<Record<string, LayerSetting>>): string {
  return Object.entries(settings)
    .map(([name, value]) => [name, valueWords(value)] as const)
    .filter(([name, value]) => !(Object.hasOwn(usual, name) && usual[name] === value))
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ');
}

function valueWords(value: LayerSetting): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? shapeWords(value) : String(value);
}
