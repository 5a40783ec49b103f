import { type NodeProps, useReactFlow } from '@xyflow/react';
import { memo, useRef } from 'react';
import { LineSign, type Pointed, useLineDrag } from '../layers/line-handle';
import type { FreezeLineNode as FreezeLineNodeData } from './drawing-parts';

/** The freeze line across the drawing, for the mouse: the list has the same line for the keyboard. */
export const FreezeLineNode = memo(function FreezeLineNode({ data }: NodeProps<FreezeLineNodeData>) {
  const { seen, direction, ends, wordsAt, atCut } = data;
  const { screenToFlowPosition } = useReactFlow();
  const element = useRef<HTMLDivElement>(null);
  const isDown = direction === 'down';
  const stopAt = ({ clientX, clientY }: Pointed) => {
    const { x, y } = screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });
    const distances = ends.map((end) => Math.abs(end - (isDown ? y : x)));
    return seen.stops[distances.indexOf(Math.min(...distances))]?.stop;
  };
  return (
    <div
      ref={element}
      className={`freeze-line ${direction} nodrag nopan${atCut ? ' at-cut' : ''}`}
      title={`Drag: all ${isDown ? 'above' : 'to the left'} stays frozen, all ${isDown ? 'below' : 'to the right'} trains`}
      {...useLineDrag(seen, stopAt, element)}
    >
      <LineSign
        seen={seen}
        isSideways={!isDown}
        style={isDown ? { left: wordsAt, right: 'auto' } : { top: wordsAt }}
      />
    </div>
  );
});
