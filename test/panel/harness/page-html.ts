import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { ToPanel } from '../../../src/shared/panel-messages';
import { panelPage } from '../../../src/views/panel-page';

export const themeNames = ['dark', 'light', 'contrast', 'contrast-light'] as const;
export type ThemeName = (typeof themeNames)[number];

export interface Theme {
  readonly kind: string;
  /** What the page's body is given, as the editor does it. */
  readonly classes: string;
  readonly colors: Readonly<Record<string, string>>;
}

/** Where the harness page pretends to be served. */
export const origin = 'http://panel.test';
const nonce = 'harness0nonce';

export function theme(name: ThemeName): Theme {
  const text = readFileSync(path.join(import.meta.dirname, 'themes', `${name}.json`), 'utf8');
  const known = JSON.parse(text) as Omit<Theme, 'classes'>;
  const older = known.kind === 'vscode-high-contrast-light' ? ' vscode-high-contrast' : '';
  return { ...known, classes: `${known.kind}${older}` };
}

const wearTheme = readFileSync(path.join(import.meta.dirname, 'wear-theme.js'), 'utf8');

/** Gives a page that is shown as the editor shows it another theme. */
export async function setTheme(page: Page, next: Theme): Promise<void> {
  await page.evaluate(`${wearTheme}; wearTheme(${JSON.stringify(next)})`);
}

/** The panel's page as the editor gets it, with what the editor puts into it. */
export function pageHtml(name: ThemeName, first: readonly ToPanel[]): string {
  const script = readFileSync(path.join(import.meta.dirname, 'page-script.js'), 'utf8');
  const page = panelPage({ source: origin, nonce, script: 'main.js', style: 'main.css', first });
  return inEditor(page, name).replace('</head>', () => `<script nonce="${nonce}">${script}</script></head>`);
}

/** A page with what the editor puts into it: the theme's variables, the body's class, and its own style sheet. */
export function inEditor(page: string, name: ThemeName): string {
  const { kind, classes, colors } = theme(name);
  const editors = readFileSync(path.join(import.meta.dirname, 'editor-page.css'), 'utf8');
  const head =
    `<style nonce="${nonce}" id="first-theme">html { ${variables(colors)} }</style>` +
    `<style nonce="${nonce}">html { background: var(--vscode-editor-background); ${variables(fonts)} } ${editors}</style>`;
  return page
    .replace('</head>', () => `${head}</head>`)
    .replace('<body>', `<body class="${classes}" data-vscode-theme-kind="${kind}">`);
}

const fonts = {
  'font-family': "system-ui, Ubuntu, 'Droid Sans', sans-serif",
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': "'Droid Sans Mono', monospace",
};

function variables(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
}
