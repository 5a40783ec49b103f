import type { PanelLayer } from '../../src/shared/panel-messages';

/** Types of layers that have weights and only rescale what the layer before them gave; `layer-types.ts` has them too. */
export const rescaling: ReadonlySet<string> = new Set([
  ...['BatchNormalization', 'GroupNormalization', 'LayerNormalization', 'LayerScale', 'PReLU'],
]);

/**
 * The layers of a base that one walks along, from edges to what classes are told by: before each layer that has learned something
 * the last one at which the base could be cut, for what lies between has nothing that was learned; with maps rather than without.
 */
export function stationsOf(layers: readonly PanelLayer[]): readonly string[] {
  const stations: string[] = [];
  let last: PanelLayer | undefined;
  for (const layer of layers.filter(({ state }) => state !== 'new')) {
    const { canCut, params, type, inbound } = layer;
    if (params > 0 && !rescaling.has(type)) {
      if (last !== undefined) stations.push(last.name);
      last = undefined;
    }
    const losesMaps = last?.outputShape.length === 3 && layer.outputShape.length !== 3;
    if (canCut && inbound.length > 0 && !losesMaps) last = layer;
  }
  return last === undefined ? stations : [...stations, last.name];
}

interface Beside {
  readonly before: string | null;
  readonly behind: string | null;
  /** Its number among the stations, from 1 on; null for a layer that is none. */
  readonly number: number | null;
  readonly count: number;
}

/** The stations before and behind a layer. */
export function besideLayer(layers: readonly PanelLayer[], name: string): Beside {
  const stations = stationsOf(layers);
  const places = new Map(layers.map((layer, at) => [layer.name, at]));
  const placeOf = (station: string) => places.get(station) ?? 0;
  const place = placeOf(name);
  return {
    before: stations.findLast((station) => placeOf(station) < place) ?? null,
    behind: stations.find((station) => placeOf(station) > place) ?? null,
    number: stations.includes(name) ? stations.indexOf(name) + 1 : null,
    count: stations.length,
  };
}
