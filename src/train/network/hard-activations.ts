import type { TopologyLayer } from './topology';

/** Activations that TensorFlow.js has no word for, or means others by, made of the layers that it has. */
export type HardActivation = 'hard sigmoid' | 'hard swish';

/**
 * The layers that take the output of the layer `source` to its activation. Keras's hard sigmoid is
 * `min(max(x + 3, 0), 6) / 6`, its hard swish `x` times that.
 * @param name of the last of them
 */
export function hardActivation(which: HardActivation, name: string, source: string): TopologyLayer[] {
  const gate = which === 'hard swish' ? `${name}_gate` : name;
  const layers = [
    layer('Rescaling', `${name}_shifted`, [source], { scale: 1, offset: 3 }),
    layer('ReLU', `${name}_capped`, [`${name}_shifted`], { max_value: 6 }),
    layer('Rescaling', gate, [`${name}_capped`], { scale: 1 / 6, offset: 0 }),
  ];
  return which === 'hard swish' ? [...layers, layer('Multiply', name, [source, gate])] : layers;
}

function layer(className: string, name: string, inbound: string[], settings: object = {}): TopologyLayer {
  return { name, className, config: { name, ...settings }, inbound };
}
