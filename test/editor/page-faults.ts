import type { ConsoleMessage, Page } from 'playwright-core';

/**
 * Collects what goes wrong in the page's inner frames: errors on the console, uncaught errors, refusals by the
 * content policy. The workbench logs errors of its own (no gallery, files that code-server does not carry), which
 * are not ours to judge: they come from its own scripts or name its own addresses.
 */
export function collectPageFaults(page: Page, faults: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !isWorkbenchNoise(message)) faults.push(`panel: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    const stack = error.stack ?? error.message;
    const places = stack.split('\n').filter((line) => /\bhttps?:|\bblob:|\babout:/.test(line));
    if (places.length === 0 || places.some((line) => !line.includes('/static/out/vs/')))
      faults.push(`panel: uncaught ${stack}`);
  });
}

function isWorkbenchNoise(message: ConsoleMessage): boolean {
  const text = message.text();
  if (text.includes('Content Security Policy')) return false;
  const from = message.location().url;
  if (
    /\/static\/out\/vs\/|\/static\/node_modules\/|\/_static\/|\/update\/check|\/static\/extensions\//.test(
      from,
    )
  )
    return true;
  // A key for secrets that are to outlast the page, which the server has none for when it is started this way: they are kept
  // in memory.
  if (from.endsWith('/mint-key')) return true;
  // The service worker of code-server's own page, which the server does not carry when it is started this way.
  return text.includes('A bad HTTP response code (404) was received when fetching the script');
}
