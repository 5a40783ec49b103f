import type { GraphFacts } from '../base/graph-facts';
import { layerType } from '../base/layer-types';
import { areTokens, channelsLast, isFeatureMap, isFlat, valuesIn } from '../base/tensor-shape';
import type { Pool } from '../config';
import { defaults } from '../defaults';
import type { GraphLayer } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { thresholds } from '../thresholds';
import { needsPool } from './head-layers';

/** What opens the head: as the file says, else what the base itself does with the tensor at the cut. */
export function choosePool(file: ParsedFile, facts: GraphFacts, cut: string, report: Report): Pool | 'none' {
  const layer = facts.layer.get(cut);
  const shape = layer === undefined ? [] : channelsLast(layer);
  const setting = file.config.head.pool ?? defaults.head.pool;
  if (!needsPool(shape)) {
    if (setting !== 'auto') reportNothingToPool(setting, cut, report);
    return 'none';
  }
  // Whatever a transformer's own classifier looks at, a mean over all parts serves a new one.
  if (areTokens(shape) && setting !== 'flatten') return 'average';
  if (!isFeatureMap(shape) && !areTokens(shape)) {
    if (setting === 'average') reportNothingToPool(setting, cut, report);
    return 'flatten';
  }
  // Of a single point the average is the point itself.
  if (isFlat(shape)) return setting === 'average' ? 'average' : 'flatten';
  const wanted = setting === 'auto' ? asTheBaseDoes(facts, cut) : setting;
  const values = valuesIn(shape);
  if (wanted === 'average' || values <= thresholds.flattened) return wanted;
  const place = file.has(['head']) ? ['head'] : ['cut'];
  if (setting === 'auto') {
    report(planProblem('flatten-replaced-by-average', { cut, values }), place);
    return 'average';
  }
  report(
    planProblem('flatten-very-large', { cut, values }),
    ['head', 'pool'],
    [{ title: 'Average over height and width', path: ['head', 'pool'], value: 'average' }],
  );
  return 'flatten';
}

function reportNothingToPool(setting: Pool, cut: string, report: Report): void {
  report(
    planProblem('pool-without-effect', { pool: setting, cut }),
    ['head', 'pool'],
    [{ title: 'Take pool out', path: ['head', 'pool'], value: undefined }],
  );
}

/** The first layer on the way to the output, outside of branches, that leaves no height and width decides. */
function asTheBaseDoes(facts: GraphFacts, cut: string): Pool {
  const cutAt = facts.position.get(cut) ?? 0;
  const after = facts.legalCuts.filter((name) => (facts.position.get(name) ?? 0) > cutAt);
  const collapsing = after
    .map((name) => facts.layer.get(name))
    .find((layer): layer is GraphLayer => layer !== undefined && isFlat(channelsLast(layer)));
  return collapsing === undefined || layerType(collapsing.type).pools ? 'average' : 'flatten';
}
