import { useSyncExternalStore } from 'react';

let themes = 0;
const listeners = new Set<() => void>();

// The editor changes a theme by new variables on the page's root and a new class on its body.
const observer = new MutationObserver(() => {
  themes += 1;
  for (const listener of listeners) listener();
});
const watched = { attributes: true, attributeFilter: ['style', 'class', 'data-vscode-theme-id'] };
observer.observe(document.documentElement, watched);
observer.observe(document.body, watched);

/** A number that changes with the theme: for what is painted, not styled. */
export function useTheme(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => themes,
  );
}

/** The present theme's colour, e.g. of `--vscode-charts-blue`; the text's colour where the theme has none. */
export function themeColor(variable: string): string {
  const style = getComputedStyle(document.body);
  return style.getPropertyValue(variable).trim() || style.color;
}
