import type { Scale } from '../config';
import type { LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
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
        'scaled-twice',
        ['base', 'input', 'scale'],
        `The base \`${graph.name}\` rescales pixels itself (${graph.ownScaling.join(', ')}), so they would be scaled ` +
          'twice. Give it the pixels as they are, by `scale: "0..255"`.',
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
    'scale-unknown',
    ['base', 'input', 'scale'],
    `The base \`${graph.name}\` does not say how it wants its pixels scaled; \`${assumed}\` is assumed` +
      `${rescales ? `, because it rescales them itself (${graph.ownScaling.join(', ')})` : ''}. A wrong scale ` +
      'spoils every feature: look it up where the base comes from, and write it as `base.input.scale`.',
    scaleNames.map((scale) => ({
      title: `It takes ${scale}`,
      path: ['base', 'input', 'scale'],
      value: scale,
    })),
  );
  return assumed;
}
