import type { PanelLayer, PanelLine } from '../../../src/shared/panel-messages';

/** The freeze line of layers that stand one after the other, as the editor would give it. */
export function lineIn(layers: readonly PanelLayer[]): PanelLine {
  const kept = layers.slice(0, layers.findIndex(({ isCut }) => isCut) + 1);
  const stops: { readonly name: string; readonly above: number }[] = [];
  let above = 0;
  for (const [index, { name, params, canCut }] of kept.entries()) {
    if (params > 0) above += 1;
    if (!canCut && index > 0) continue;
    if (stops.at(-1)?.above === above) stops.pop();
    stops.push({ name, above });
  }
  const weighted = kept.filter(({ params }) => params > 0);
  const firstTrained = weighted.findIndex(({ state }) => state === 'trainable');
  const leading = firstTrained < 0 ? weighted.length : firstTrained;
  const at = stops.findLastIndex((stop) => stop.above <= leading);
  const below = weighted.slice(stops[at]?.above);
  return {
    stops: stops.map(({ name }) => name),
    at,
    frozenBelow: below.filter(({ state }) => state === 'frozen').length,
  };
}
