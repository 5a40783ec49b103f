import type { Scale } from '../config';
import type { LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import { inWords } from '../problems/in-words';
import type { Report } from '../problems/report';
import { leavesPixels } from './scale-numbers';

const scaleNames = ['-1..1', '0..1', '0..255', 'torch', 'caffe'];

/**
 * The file's scale, else what the base says of itself. If neither knows: pixels as they are where the base
 * rescales them itself, else -1..1, with a warning.
 */
export function chooseScale(file: ParsedFile, graph: LayerGraph, report: Report): Scale {
  const declared = file.config.base?.input.scale;
  const rescales = graph.ownScaling.length > 0;
  if (declared !== undefined) {
    if (rescales && !leavesPixels(declared) && declared !== graph.input.scale) {
      report(
        inWords('scaled-twice', { base: graph.name, ownScaling: graph.ownScaling }),
        ['base', 'input', 'scale'],
        [{ title: 'Use scale: 0..255', path: ['base', 'input', 'scale'], value: '0..255' }],
      );
    }
    return declared;
  }
  if (graph.input.scale !== undefined) return graph.input.scale;
  const assumed = rescales ? '0..255' : '-1..1';
  // It has been said that what the base says can't be used.
  if (graph.unusable?.some(({ about }) => about === 'scale')) return assumed;
  report(
    inWords('scale-unknown', { base: graph.name, assumed, ownScaling: graph.ownScaling }),
    ['base', 'input', 'scale'],
    scaleNames.map((scale) => ({
      title: `It takes ${scale}`,
      path: ['base', 'input', 'scale'],
      value: scale,
    })),
  );
  return assumed;
}
