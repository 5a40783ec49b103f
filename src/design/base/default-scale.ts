import type { Scale, ScaleName } from '../config';
import { defaults } from '../defaults';
import type { LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report, SettingFix } from '../problems/report';
import type { ScaleMeasurement } from '../scale-measurement';
import { contradicts, fittingScale, shiftBy } from './scale-fit';
import { leavesPixels, scaleNumbers } from './scale-numbers';

/**
 * The file's scale, else what the base says of itself. If neither knows: pixels as they are where the base
 * rescales them itself, else as most bases want them, with a warning. What was measured on the pictures is told and
 * offered, and decides nothing.
 */
export function chooseScale(
  file: ParsedFile,
  graph: LayerGraph,
  measured: ScaleMeasurement | undefined,
  report: Report,
): Scale {
  const declared = file.config.base?.input.scale;
  const measurement =
    isScaleMeasured(graph) && measured?.fingerprint === graph.fingerprint ? measured : undefined;
  if (declared !== undefined) {
    reportStated(graph, measurement, declared, report);
    return declared;
  }
  if (graph.input.scale !== undefined) return graph.input.scale;
  const assumed = defaults.base.scale[graph.ownScaling.length > 0 ? 'rescaling' : 'other'];
  reportUnknown(graph, measurement, assumed, report);
  return assumed;
}

/** Whether it is worth a measurement: what a base says of itself, or shows by its layers, is not second-guessed. */
export function isScaleMeasured({ input }: LayerGraph): boolean {
  return input.scale === undefined;
}

const where = ['base', 'input', 'scale'];

function reportStated(
  graph: LayerGraph,
  measurement: ScaleMeasurement | undefined,
  declared: Scale,
  report: Report,
): void {
  if (graph.ownScaling.length > 0 && !leavesPixels(declared) && declared !== graph.input.scale) {
    const asTheyAre = defaults.base.scale.rescaling;
    const twice = planProblem('scaled-twice', { base: graph.name, ownScaling: graph.ownScaling });
    report(twice, where, [{ title: `Use scale: ${asTheyAre}`, path: where, value: asTheyAre }]);
    return;
  }
  const fit = measurement && fittingScale(measurement);
  const shift = measurement ? shiftBy(measurement, declared) : 0;
  if (!measurement || !fit || !contradicts(shift, fit)) return;
  const { pictures } = measurement;
  const stated = typeof declared === 'string' ? declared : undefined;
  report(planProblem('scale-contradicted', { base: graph.name, stated, shift, pictures, fit }), where, [
    useScale(fit.scale),
  ]);
}

function reportUnknown(
  graph: LayerGraph,
  measurement: ScaleMeasurement | undefined,
  assumed: ScaleName,
  report: Report,
): void {
  const { name: base, ownScaling } = graph;
  const fit = measurement && fittingScale(measurement);
  if (measurement && fit) {
    const { pictures } = measurement;
    const fits = { base, assumed, pictures, fit };
    const found =
      fit.scale === assumed
        ? planProblem('scale-confirmed', fits)
        : planProblem('scale-measured', { ...fits, shift: shiftBy(measurement, assumed) });
    report(found, where, [useScale(fit.scale)]);
    return;
  }
  // It has been said that what the base says can't be used.
  if (graph.unusable?.some(({ about }) => about === 'scale')) return;
  const tried = measurement?.pictures;
  report(
    planProblem('scale-unknown', { base, assumed, ownScaling, tried }),
    where,
    Object.keys(scaleNumbers).map((scale) => ({ title: `It takes ${scale}`, path: where, value: scale })),
  );
}

function useScale(scale: ScaleName): SettingFix {
  return { title: `Use ${scale}, which fits`, path: where, value: scale };
}
