import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Where what has the focus goes with what it did, the last of the buttons in its place takes it. */
export function useFocusKept(place: RefObject<HTMLElement | null>): void {
  const focused = useRef<EventTarget>(null);
  useEffect(() => {
    const { current } = place;
    const remember = ({ target }: FocusEvent) => {
      focused.current = target;
    };
    current?.addEventListener('focusin', remember);
    return () => current?.removeEventListener('focusin', remember);
  }, [place]);
  useLayoutEffect(() => {
    if (!(focused.current instanceof Element) || focused.current.isConnected) return;
    focused.current = null;
    if (document.activeElement === document.body)
      place.current?.querySelector<HTMLElement>('vscode-button:last-of-type')?.focus();
  });
}
