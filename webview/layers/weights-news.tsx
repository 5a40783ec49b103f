import { useEffect, useRef, useState } from 'react';
import { count } from '../../src/design/words/number-text';
import type { PanelGraph } from '../../src/shared/panel-messages';
import { sinceChange } from '../host';
import { useRested } from '../use-rested';

/** Longer than a change of the file takes to come back. */
const patience = 3_000;
/** About as long as it takes to say it. */
const spokenRest = 1_500;

/** Says aloud how many weights train, once a press in the panel has changed that. What is typed says itself. */
export function WeightsNews({ graph }: { readonly graph: PanelGraph }) {
  const weights = graph.layers
    .filter(({ state }) => state === 'trainable' || state === 'new')
    .reduce((sum, { params }) => sum + params, 0);
  const last = useRef(weights);
  const [news, setNews] = useState('');
  useEffect(() => {
    if (last.current === weights) return;
    last.current = weights;
    // The freeze line says it itself while it has the focus.
    const isTold = document.activeElement?.getAttribute('role') === 'slider';
    if (sinceChange() < patience && !isTold) setNews(`Now ${count(weights)} weights train.`);
  }, [weights]);
  const told = useRested(news, spokenRest);
  return (
    <p className="only-spoken" role="status">
      {told}
    </p>
  );
}
