import { memo } from 'react';
import { count } from '../src/design/words/number-text';
import { bytesText, countText, weightsAnImage, weightsShare } from '../src/design/words/wording';
import type { PanelCost } from '../src/shared/panel-messages';
import { duration } from './number-text';

/** What the run will cost, before it begins. */
export const CostLine = memo(function CostLine({ cost }: { readonly cost: PanelCost }) {
  const { trainableParams, frozenParams, trainingImages, cacheBytes, estimatedSeconds } = cost;
  return (
    <dl className="cost" aria-label="Cost before the run">
      <Figure
        name="Trainable"
        value={count(trainableParams)}
        note={`${weightsShare(trainableParams, frozenParams)} of weights`}
      />
      <Figure name="Frozen" value={count(frozenParams)} note="never change" />
      <Figure
        name="Weights per image"
        value={weightsAnImage(trainableParams, trainingImages)}
        note={countText(trainingImages, 'training image')}
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
