import type { NodeProps } from '@xyflow/react';
import { Icon } from '../icon';
import type { CutNode } from './drawing-parts';

/** Between what is kept and what is sliced off or new. */
export function CutLine({ data: { direction } }: NodeProps<CutNode>) {
  return (
    <div className={`cut-line ${direction}`}>
      <span>
        <Icon name="cut" /> cut
      </span>
    </div>
  );
}
