import { engineFor } from '../engines/load-engines';
import { type OpenBase, withWeights } from '../formats/read-base';
import { networkOnPixels } from '../images/network-on-pixels';
import type { OpenedExport } from './exporter';

/** An export in one of the formats of bases. */
export function openedNetwork(base: OpenBase): OpenedExport {
  return {
    weights: base.weights,
    says: base.says,
    async network(engines, input) {
      const { topology, weights } = await withWeights(base);
      return networkOnPixels(engineFor(topology, weights, engines), topology, weights, input);
    },
  };
}
