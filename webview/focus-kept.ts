/** What can have the focus; the drawing, which is hidden from screen readers, does not count. */
const focusable =
  'button, input, vscode-button, vscode-checkbox, vscode-radio, vscode-text-field, [tabindex]';

/** Something around what has the focus, and how many of what could have it stand in it before that. */
interface Around {
  readonly element: Element;
  readonly before: number;
}

/**
 * Where what has the focus goes with a redraw, what it stood in takes it, or there what came before it: who uses the
 * keyboard goes on where they were. Without this the page would have it, and Tab begin at its top.
 */
export function keepFocus(page: HTMLElement): void {
  let last: { readonly element: Element; readonly around: readonly Around[] } | undefined;
  page.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) last = { element: target, around: around(target, page) };
  });
  page.addEventListener('focusout', ({ target }) =>
    // Told also of what is taken out of the page, and when the text gets the focus, as it does to undo.
    queueMicrotask(() => {
      if (last?.element !== target || !last.element.isConnected) return;
      if (document.activeElement !== target) last = undefined;
    }),
  );
  const look = () => {
    // Whoever writes in the text goes on there.
    if (last === undefined || last.element.isConnected || !document.hasFocus()) return;
    const { element, around } = last;
    last = undefined;
    if (document.activeElement === document.body && !isScrolledAway(element, around)) passOn(around);
  };
  new MutationObserver(look).observe(page, { childList: true, subtree: true });
  window.addEventListener('focus', look);
}

/** Whether it stood in a row that a long list does not draw while it is out of sight. */
function isScrolledAway(element: Element, around: readonly Around[]): boolean {
  return (
    element.closest('[data-row]') !== null &&
    around.some(({ element: list }) => list.isConnected && list.matches('.scrolls'))
  );
}

function around(element: Element, page: HTMLElement): readonly Around[] {
  const all: Around[] = [];
  for (let at = element.parentElement; at !== null && page.contains(at); at = at.parentElement)
    all.push({ element: at, before: within(at).indexOf(element) });
  return all;
}

function passOn(around: readonly Around[]): void {
  for (const { element, before } of around) {
    if (!element.isConnected) continue;
    const found = element.matches('[tabindex]') ? [element] : within(element);
    const next = found[Math.min(Math.max(before - 1, 0), found.length - 1)];
    if (!(next instanceof HTMLElement)) continue;
    next.focus({ preventScroll: true });
    return;
  }
}

function within(element: Element): readonly Element[] {
  return [...element.querySelectorAll(focusable)].filter(
    (one) => one.closest('[aria-hidden="true"]') === null && one.checkVisibility(),
  );
}
