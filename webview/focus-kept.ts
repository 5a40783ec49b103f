/** What can have the focus; the drawing, which is hidden from screen readers, does not count. */
const focusable =
  ':is(button, input, vscode-button, vscode-checkbox, vscode-radio, vscode-text-field, [tabindex])' +
  ':not([aria-hidden="true"] *)';

/**
 * Where what has the focus goes with a redraw, what stands before it takes it, else what it stood in: who uses the
 * keyboard goes on where they were. Without this the page would have it, and Tab begin at its top.
 */
export function keepFocus(page: HTMLElement): void {
  let focused: Element | undefined;
  /** What is to have the focus once the page has it. */
  let next: HTMLElement | undefined;
  page.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element ? target : undefined;
    next = undefined;
  });
  page.addEventListener('focusout', ({ target }) =>
    // Told also of what is taken out of the page, and when the text gets the focus, as it does to undo.
    queueMicrotask(() => {
      if (focused?.isConnected && focused === target && document.activeElement !== target)
        focused = undefined;
    }),
  );
  const passOn = () => {
    // Whoever writes in the text goes on there.
    if (!document.hasFocus()) return;
    if (document.activeElement === document.body) next?.focus({ preventScroll: true });
    next = undefined;
  };
  new MutationObserver((changes) => {
    const gone = focused;
    if (gone === undefined || gone.isConnected) return;
    focused = undefined;
    const removal = removalOf(gone, changes);
    if (removal === undefined || isScrolledAway(gone, removal.target)) return;
    next = nextTo(removal.previousSibling, removal.target, changes);
    passOn();
  }).observe(page, { childList: true, subtree: true });
  window.addEventListener('focus', passOn);
}

/** Whether it stood in a row that a long list does not draw while it is out of sight. */
function isScrolledAway(gone: Element, from: Node): boolean {
  return gone.closest('[data-row]') !== null && from instanceof Element && from.closest('.scrolls') !== null;
}

/** How it left the page: alone, or in something. */
function removalOf(gone: Node, changes: readonly MutationRecord[]): MutationRecord | undefined {
  return changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(gone)));
}

/** What can have the focus next to a place, given by what stands before it and what it is in, which may be gone too. */
function nextTo(
  before: Node | null,
  inside: Node,
  changes: readonly MutationRecord[],
): HTMLElement | undefined {
  if (!inside.isConnected) {
    const removal = removalOf(inside, changes);
    return removal && nextTo(removal.previousSibling, removal.target, changes);
  }
  for (let sibling = before; sibling !== null; sibling = sibling.previousSibling) {
    const found = within(sibling).at(-1);
    if (found) return found;
  }
  const [first] = within(inside);
  if (first || inside.parentNode === null) return first;
  return nextTo(inside.previousSibling, inside.parentNode, changes);
}

/** What can have the focus in a part of the page: what is in it, or the part itself. */
function within(part: Node): readonly HTMLElement[] {
  if (!(part instanceof HTMLElement && part.isConnected)) return [];
  const all = [...part.querySelectorAll<HTMLElement>(focusable)].filter((one) => one.checkVisibility());
  return all.length === 0 && part.matches(focusable) ? [part] : all;
}
