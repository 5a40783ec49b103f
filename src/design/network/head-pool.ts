import type { GraphFacts } from '../base/graph-facts';
import { layerType } from '../base/layer-types';
import { isFeatureMap, isFlat, valuesIn } from '../base/tensor-shape';
import type { Pool } from '../config';
import type { GraphLayer } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { Report } from '../problems/report';
import { count } from '../words/number-text';
import { needsPool } from './head-layers';

/** Up to so many values an image are flattened; more would make the head's weights outgrow the base's. */
export const mostFlattened = 65_536;

/** What opens the head: as the file says, else what the base itself does with the tensor at the cut. */
export function choosePool(file: ParsedFile, facts: GraphFacts, cut: string, report: Report): Pool | 'none' {
  const shape = facts.layer.get(cut)?.outputShape ?? [];
  const setting = file.config.head.pool ?? 'auto';
  if (!needsPool(shape)) {
    if (setting !== 'auto') reportNothingToPool(setting, cut, report);
    return 'none';
  }
  if (!isFeatureMap(shape)) {
    if (setting === 'average') reportNothingToPool(setting, cut, report);
    return 'flatten';
  }
  // Of a single point the average is the point itself.
  if (isFlat(shape)) return setting === 'average' ? 'average' : 'flatten';
  const wanted = setting === 'auto' ? asTheBaseDoes(facts, cut) : setting;
  const values = valuesIn(shape);
  if (wanted === 'average' || values <= mostFlattened) return wanted;
  const place = file.has(['head']) ? ['head'] : ['cut'];
  const tooMany = `Flattened, \`${cut}\` gives ${count(values)} values an image`;
  if (setting === 'auto') {
    report(
      'flatten-replaced-by-average',
      place,
      `${tooMany}, more than ${count(mostFlattened)}; the head averages them over height and width instead. Cut ` +
        'later if their places matter.',
    );
    return 'average';
  }
  report(
    'flatten-very-large',
    ['head', 'pool'],
    `${tooMany}, and each unit of the head has a weight for each of them. Average them, or cut later.`,
    [{ title: 'Average over height and width', path: ['head', 'pool'], value: 'average' }],
  );
  return 'flatten';
}

function reportNothingToPool(setting: Pool, cut: string, report: Report): void {
  report(
    'pool-without-effect',
    ['head', 'pool'],
    `\`pool\` says ${setting}, but \`${cut}\` gives plain values without height and width, so there is nothing to ` +
      'pool. Take it out, or cut earlier.',
    [{ title: 'Take pool out', path: ['head', 'pool'], value: undefined }],
  );
}

/** The first layer on the way to the output, outside of branches, that leaves no height and width decides. */
function asTheBaseDoes(facts: GraphFacts, cut: string): Pool {
  const cutAt = facts.position.get(cut) ?? 0;
  const after = facts.legalCuts.filter((name) => (facts.position.get(name) ?? 0) > cutAt);
  const collapsing = after
    .map((name) => facts.layer.get(name))
    .find((layer): layer is GraphLayer => layer !== undefined && isFlat(layer.outputShape));
  return collapsing === undefined || layerType(collapsing.type).pools ? 'average' : 'flatten';
}
