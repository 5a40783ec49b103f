import { defaults } from '../defaults';
import type { GraphLayer, LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import type { PlanInput } from '../plan';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import type { ScaleMeasurement } from '../scale-measurement';
import { chooseScale } from './default-scale';
import { numbersOf } from './scale-numbers';

/**
 * From a picture to the base's input: the file's settings, else the base's own.
 *
 * @returns undefined if the base can't take pictures, or not of that size
 */
export function baseInput(
  file: ParsedFile,
  graph: LayerGraph,
  scales: ScaleMeasurement | undefined,
  report: Report,
): PlanInput | undefined {
  reportBaseNotes(file, graph, report);
  const scale = chooseScale(file, graph, scales, report);
  const size = inputSize(file, graph, report);
  if (size === undefined) return undefined;
  const resize = file.config.base?.input.resize ?? graph.input.resize ?? defaults.base.resize;
  return { size, resize, scale: numbersOf(scale) };
}

function inputSize(
  file: ParsedFile,
  graph: LayerGraph,
  report: Report,
): readonly [number, number] | undefined {
  const input = graph.layers[0];
  if (input === undefined || input.outputShape.length !== 3 || input.outputShape[2] !== 3) {
    report(planProblem('base-takes-no-pictures', { base: graph.name, shape: input?.outputShape }), ['base']);
    return undefined;
  }
  const wanted = file.config.base?.input.size;
  const [height, width] = input.outputShape;
  // While the layers of a base that takes any size are looked up for another one, those of the last are known.
  const isAnother = wanted !== undefined && (wanted[0] !== height || wanted[1] !== width);
  if (graph.inputIsOpen && isAnother && height !== null) return undefined;
  const unknown = graph.layers.find((layer) => layer.outputShape.includes(null));
  if (typeof height !== 'number' || typeof width !== 'number' || unknown !== undefined) {
    reportUnknownSize(file, graph, unknown ?? input, report);
    return undefined;
  }
  if (wanted !== undefined && isAnother) {
    report(
      planProblem('input-size-not-the-bases', { base: graph.name, size: [height, width], wanted }),
      ['base', 'input', 'size'],
      [{ title: "Use the base's size", path: ['base', 'input', 'size'], value: undefined }],
    );
    return undefined;
  }
  return [height, width];
}

function reportUnknownSize(file: ParsedFile, graph: LayerGraph, layer: GraphLayer, report: Report): void {
  const said = file.config.base?.input.size !== undefined;
  report(
    planProblem('input-size-unknown', { base: graph.name, ...(said && { layer: layer.name }) }),
    ['base', 'input', 'size'],
    said ? [] : [{ title: 'Use 224×224', path: ['base', 'input', 'size'], value: [224, 224] }],
  );
}

/** What was left out of the base, and what it says of itself that can't be meant, where the file does not say it. */
function reportBaseNotes(file: ParsedFile, graph: LayerGraph, report: Report): void {
  const { leftOut = [], unusable = [] } = graph;
  if (leftOut.length > 0) {
    report(planProblem('base-layers-left-out', { base: graph.name, layers: leftOut }), ['base']);
  }
  for (const { about, why } of unusable) {
    if (about === 'classes') {
      report(planProblem('base-classes-unusable', { base: graph.name, why }), ['base']);
      continue;
    }
    // The size of a base that takes one only is that of its layers.
    if (file.config.base?.input[about] !== undefined || (about === 'size' && !graph.inputIsOpen)) continue;
    report(planProblem('base-input-unusable', { base: graph.name, about, why }), ['base', 'input', about]);
  }
}
