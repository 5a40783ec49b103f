import type { Scale } from '../config';
import { defaults } from '../defaults';
import type { LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { leavesPixels, scaleNumbers } from './scale-numbers';

/**
 * The file's scale, else what the base says of itself. If neither knows: pixels as they are where the base
 * rescales them itself, else as most bases want them, with a warning.
 */
export function chooseScale(file: ParsedFile, graph: LayerGraph, report: Report): Scale {
  const declared = file.config.base?.input.scale;
  const rescales = graph.ownScaling.length > 0;
  if (declared !== undefined) {
    if (rescales && !leavesPixels(declared) && declared !== graph.input.scale) {
      const asTheyAre = defaults.base.scale.rescaling;
      report(
        planProblem('scaled-twice', { base: graph.name, ownScaling: graph.ownScaling }),
        ['base', 'input', 'scale'],
        [{ title: `Use scale: ${asTheyAre}`, path: ['base', 'input', 'scale'], value: asTheyAre }],
      );
    }
    return declared;
  }
  if (graph.input.scale !== undefined) return graph.input.scale;
  const assumed = defaults.base.scale[rescales ? 'rescaling' : 'other'];
  // It has been said that what the base says can't be used.
  if (graph.unusable?.some(({ about }) => about === 'scale')) return assumed;
  report(
    planProblem('scale-unknown', { base: graph.name, assumed, ownScaling: graph.ownScaling }),
    ['base', 'input', 'scale'],
    Object.keys(scaleNumbers).map((scale) => ({
      title: `It takes ${scale}`,
      path: ['base', 'input', 'scale'],
      value: scale,
    })),
  );
  return assumed;
}
