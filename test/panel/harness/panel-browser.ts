import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { webviewBundle } from '../../../scripts/webview-bundle.mjs';
import { drawingOf } from '../../../src/shared/drawing';
import { layoutText } from '../../../src/shared/layout-text';
import type { FromPanel, PanelView, ToPanel } from '../../../src/shared/panel-messages';
import { layOut } from '../../../src/views/lay-out';
import { launchBrowser } from './launch-browser';
import { origin, pageHtml, setTheme, type Theme, type ThemeName } from './page-html';

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  /** What the page brings with it. */
  readonly first?: readonly ToPanel[];
  /** What the page is told to be its language. */
  readonly language?: string;
  /** Hears each message of the panel, as the editor would. */
  readonly onMessage?: (message: FromPanel) => void;
}

/** The panel in a page of its own, with an editor that is only pretended. */
export interface PanelPage {
  readonly page: Page;
  /** Sends a view; resolves with the milliseconds until it was painted. */
  show(view: PanelView): Promise<number>;
  /** What the panel sent of what the user wants: not that it has drawn, nor layouts, thumbnails and curves that it asked for. */
  sent(): Promise<readonly FromPanel[]>;
  /** The runs whose curves it asked for, one list a message. */
  curvesAskedFor(): Promise<readonly (readonly string[])[]>;
  /** The layouts that it asked for and was given, by drawing. */
  layouts(): Readonly<Record<string, string>>;
  /** Sends any message, as the editor would. */
  tell(message: ToPanel): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** Console errors, uncaught errors and breaches of the content policy. */
  faults(): Promise<readonly string[]>;
}

export interface PanelBrowser {
  open(options?: PageOptions): Promise<PanelPage>;
  close(): Promise<void>;
}

/** Builds the panel as it is shipped and starts a browser with a profile of its own. */
export async function startPanelBrowser(): Promise<PanelBrowser> {
  const dist = mkdtempSync(path.join(tmpdir(), 'panel-'));
  await build(webviewBundle({ root: path.resolve(import.meta.dirname, '../../..'), dist }));
  const browser = await launchBrowser();
  return {
    open: (options = {}) => openPage(browser, path.join(dist, 'webview'), options),
    close: async () => {
      await browser.close();
      rmSync(dist, { recursive: true, force: true });
    },
  };
}

/** What it sends when something comes into view, whenever that is: no test knows between which presses. */
const ofItself: ReadonlySet<FromPanel['kind']> = new Set([
  'layOut',
  'drawn',
  'wantThumbnails',
  'wantOddThumbnails',
  'showCurves',
]);

async function openPage(browser: Browser, dist: string, options: PageOptions): Promise<PanelPage> {
  const { theme = 'dark', width = 760, height = 1000, scale = 1, first = [], language, onMessage } = options;
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  if (language !== undefined)
    await page.addInitScript(
      `Object.defineProperty(Navigator.prototype, 'language', { get: () => '${language}' })`,
    );
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  await page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: pageHtml(theme, first) });
    else if (pathname === '/main.js')
      await route.fulfill({ contentType: 'text/javascript', body: file('main.js') });
    else if (pathname === '/main.css')
      await route.fulfill({ contentType: 'text/css', body: file('main.css') });
    else if (pathname === '/favicon.ico') await route.fulfill({ status: 204 });
    else await route.abort();
  });
  const file = (name: string) => readFileSync(path.join(dist, name));
  let graph = first.find((message) => message.kind === 'view')?.view.graph;
  const layouts: Record<string, string> = {};
  await page.exposeFunction(
    'layOutInEditor',
    async (wanted: string, toggledBlocks: readonly string[], toTheRight: boolean) => {
      const drawing = graph && drawingOf(graph, toggledBlocks, toTheRight ? 'right' : 'down');
      if (drawing?.key !== wanted) return null;
      layouts[wanted] = layoutText(await layOut(drawing));
      return { kind: 'layouts', layouts: { [wanted]: layouts[wanted] } } satisfies ToPanel;
    },
  );
  if (onMessage) await page.exposeFunction('toEditor', onMessage);
  const sent = () => page.evaluate<readonly FromPanel[]>('harness.sent');
  await page.goto(`${origin}/`);
  await page.locator('#panel > *').first().waitFor();
  return {
    page,
    show: (view) => {
      graph = view.graph;
      return page.evaluate(`harness.show(${JSON.stringify(view)})`);
    },
    sent: async () => (await sent()).filter(({ kind }) => !ofItself.has(kind)),
    curvesAskedFor: async () =>
      (await sent()).flatMap((message) => (message.kind === 'showCurves' ? [message.folders] : [])),
    layouts: () => layouts,
    tell: (message) => page.evaluate(`harness.tell(${JSON.stringify(message)})`),
    setTheme: (next) => setTheme(page, next),
    faults: async () => [...faults, ...(await page.evaluate<string[]>('harness.faults'))],
  };
}
