import { type RefObject, useLayoutEffect, useState } from 'react';

/** Which of its columns the list of layers has room for; that of the state is there in sign or word. */
export type ShownColumns = 'all' | 'no output' | 'name and weights';

/** Pixels; the style sheet says the same. */
const widest: readonly (readonly [number, ShownColumns])[] = [
  [400, 'name and weights'],
  [520, 'no output'],
];

/** Which columns are shown of a list that is as wide as `box`. */
export function useShownColumns(box: RefObject<HTMLElement | null>): ShownColumns {
  const [shown, setShown] = useState<ShownColumns>('all');
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const look = () => setShown(widest.find(([width]) => current.clientWidth <= width)?.[1] ?? 'all');
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [box]);
  return shown;
}
