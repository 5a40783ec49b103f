import { type NodeProps, useReactFlow } from '@xyflow/react';
import { memo, useRef } from 'react';
import { LineSign, useLineDrag } from '../layers/line-handle';
import type { FreezeLineNode as FreezeLineNodeData } from './drawing-parts';

/** The freeze line across the drawing, for the mouse: the list has the same line for the keyboard. */
export const FreezeLineNode = memo(function FreezeLineNode({ data }: NodeProps<FreezeLineNodeData>) {
  const { seen, ends, wordsAt, atCut } = data;
  const { screenToFlowPosition } = useReactFlow();
  const element = useRef<HTMLDivElement>(null);
  const stopAt = (clientY: number) => {
    const { y } = screenToFlowPosition({ x: 0, y: clientY }, { snapToGrid: false });
    const distances = ends.map((end) => Math.abs(end - y));
    return seen.stops[distances.indexOf(Math.min(...distances))]?.stop;
  };
  return (
    <div
      ref={element}
      className={`freeze-line nodrag nopan${atCut ? ' at-cut' : ''}`}
      title="Drag: all above stays frozen, all below trains"
      {...useLineDrag(seen, stopAt, element)}
    >
      <LineSign seen={seen} left={wordsAt} />
    </div>
  );
});
