import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ToPanel } from '../../../src/messages/panel-messages';

export type ThemeName = 'dark' | 'light' | 'contrast';

export interface Theme {
  readonly kind: string;
  readonly colors: Readonly<Record<string, string>>;
}

/** Where the harness page pretends to be served. */
export const origin = 'http://panel.test';
const nonce = 'harness0nonce';

/** The policy that the editor sets for the panel. */
const policy = [
  "default-src 'none'",
  `img-src ${origin} data:`,
  `font-src ${origin}`,
  `style-src ${origin} 'nonce-${nonce}'`,
  `script-src 'nonce-${nonce}'`,
  'worker-src blob:',
].join('; ');

export function theme(name: ThemeName): Theme {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'themes', `${name}.json`), 'utf8')) as Theme;
}

/** A page as the editor makes it: the theme's variables on the root, the policy, first messages, the panel's files. */
export function pageHtml(name: ThemeName, first: readonly ToPanel[]): string {
  const { kind, colors } = theme(name);
  const variables = Object.entries({
    ...colors,
    'font-family': "system-ui, Ubuntu, 'Droid Sans', sans-serif",
    'font-size': '13px',
    'font-weight': 'normal',
    'editor-font-family': "'Droid Sans Mono', monospace",
  }).map(([variable, value]) => `--vscode-${variable}: ${value};`);
  const script = readFileSync(path.join(import.meta.dirname, 'page-script.js'), 'utf8');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <style nonce="${nonce}">html { ${variables.join(' ')} }</style>
    <link rel="stylesheet" href="main.css">
    <script nonce="${nonce}">${script}</script>
    <title>Designer</title>
  </head>
  <body class="${kind}" data-vscode-theme-kind="${kind}">
    <div id="panel"></div>
    <script type="application/json" id="first">${JSON.stringify(first).replaceAll('<', '\\u003c')}</script>
    <script nonce="${nonce}" src="main.js"></script>
  </body>
</html>`;
}
