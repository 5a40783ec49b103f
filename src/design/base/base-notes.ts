import type { LayerGraph } from '../layer-graph';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';

/** What was left out of the base, and what it says of itself that can't be meant, where the file does not say it. */
export function reportBaseNotes(file: ParsedFile, graph: LayerGraph, report: Report): void {
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
