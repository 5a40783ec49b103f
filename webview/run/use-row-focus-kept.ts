import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface Focused {
  readonly element: Element;
  /** The row that it was in, counted from 0, and which button of it. */
  readonly row: number;
  readonly act: string | undefined;
}

/**
 * Where the focus goes with a row, as with a run that was deleted, the same button of the row that came into its place takes
 * it, else the last button there is.
 */
export function useRowFocusKept(body: RefObject<HTMLTableSectionElement | null>): void {
  const focused = useRef<Focused>(null);
  useEffect(() => {
    const { current } = body;
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      const row = target.closest('tr');
      const rows: readonly Element[] = [...(current?.rows ?? [])];
      focused.current = { element: target, row: row ? rows.indexOf(row) : 0, act: target.dataset.act };
    };
    current?.addEventListener('focusin', remember);
    return () => current?.removeEventListener('focusin', remember);
  }, [body]);
  useLayoutEffect(() => {
    const last = focused.current;
    if (last === null || last.element.isConnected) return;
    focused.current = null;
    if (document.activeElement !== document.body) return;
    const rows = body.current?.rows;
    const row = rows?.[Math.min(last.row, rows.length - 1)];
    const buttons = [...(row?.querySelectorAll('button') ?? [])];
    (buttons.find(({ dataset }) => dataset.act === last.act) ?? buttons.at(-1))?.focus();
  });
}
