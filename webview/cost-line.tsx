import { memo } from 'react';
import { count } from '../src/design/words/number-text';
import { bytesText } from '../src/design/words/wording';
import type { PanelCost } from '../src/shared/panel-messages';
import { duration, percent } from './number-text';

/** What the run will cost, before it begins. */
export const CostLine = memo(function CostLine({ cost }: { readonly cost: PanelCost }) {
  const { trainableParams, frozenParams, images, cacheBytes, estimatedSeconds } = cost;
  const all = trainableParams + frozenParams;
  const share = all > 0 ? trainableParams / all : 0;
  return (
    <dl className="cost" aria-label="Cost before the run">
      <Figure name="Trainable" value={count(trainableParams)} note={`${percent(share, 1)} of weights`} />
      <Figure name="Frozen" value={count(frozenParams)} note="never change" />
      <Figure
        name="Weights per image"
        value={images > 0 ? weightsPerImage(trainableParams / images) : '–'}
        note={`${count(images)} images`}
      />
      <Figure name="Feature cache" value={bytesText(cacheBytes)} note="on disk" />
      <Figure
        name="Estimated time"
        value={estimatedSeconds === null ? '–' : duration(estimatedSeconds)}
        note={estimatedSeconds === null ? 'after the first run' : 'on this machine'}
      />
    </dl>
  );
});

function weightsPerImage(weights: number): string {
  return weights < 10 ? weights.toFixed(1) : count(Math.round(weights));
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function Figure({ name, value, note }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong> <span>{note}</span>
      </dd>
    </div>
  );
}
