import { countText, shapeWords } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import type { LayerState, PanelLayer } from '../shared/panel-messages';
import { panelGraph } from './panel-graph';

/** The layers of a project as the panel shows them; empty without a base. */
export function shownLayers({ graph, result }: Pick<Project, 'graph' | 'result'>): readonly PanelLayer[] {
  return (graph && panelGraph(graph, result.network)?.layers) ?? [];
}

/** What the states mean, as a sentence about a layer. */
export const stateMeanings: Readonly<Record<LayerState, string>> = {
  frozen: 'Frozen: it never changes.',
  trainable: 'Trainable: it changes in training.',
  follows: 'Follows: it has no weights, so there is nothing to freeze or train.',
  'sliced off': 'Sliced off: it lies after the cut and is not used.',
  new: 'New: a layer of the head, trained from random weights.',
};

/** A layer in one line, e.g. `conv2, Conv2D, 32 × 32 × 64, 18,496 weights, frozen`. */
export function layerLine({ name, type, outputShape, params, state, isCut }: PanelLayer): string {
  return [
    name,
    type,
    shapeWords(outputShape),
    countText(params, 'weight'),
    isCut ? `${state}, the cut` : state,
  ].join(', ');
}
