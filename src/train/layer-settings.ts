import type { GraphLayer, LayerSetting } from '../design/layer-graph';
import { kerasSettings } from './exports/keras-settings';
import type { TopologyLayer } from './network/topology';

/** A base may write anything there: longer words and lists are no settings of a layer for pictures. */
const longestWord = 40;
const longestList = 8;

/** The settings that a layer's answers depend on, as far as they are plain values. Its shape is not one of them. */
export function layerSettings({ className, config }: TopologyLayer): Pick<GraphLayer, 'settings'> {
  const names = Object.hasOwn(kerasSettings, className) ? (kerasSettings[className] ?? []) : [];
  const settings = names.flatMap((name) => {
    const value = name === 'batch_input_shape' ? undefined : plainSetting(config[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return settings.length > 0 ? { settings: Object.fromEntries(settings) } : {};
}

function plainSetting(value: unknown): LayerSetting | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length <= longestWord ? value : undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const numbers = value.flat();
  return numbers.length <= longestList && numbers.every((one) => Number.isFinite(one)) ? numbers : undefined;
}
