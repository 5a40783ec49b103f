import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ToPanel } from '../../../src/shared/panel-messages';
import { panelPage } from '../../../src/views/panel-page';

export type ThemeName = 'dark' | 'light' | 'contrast';

export interface Theme {
  readonly kind: string;
  readonly colors: Readonly<Record<string, string>>;
}

/** Where the harness page pretends to be served. */
export const origin = 'http://panel.test';
const nonce = 'harness0nonce';

export function theme(name: ThemeName): Theme {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'themes', `${name}.json`), 'utf8')) as Theme;
}

/** The page as the editor gets it, with what the editor puts into it: the theme's variables, a class, its API. */
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
  const head = `<style nonce="${nonce}">html { ${variables.join(' ')} }</style><script nonce="${nonce}">${script}</script>`;
  return panelPage({ source: origin, nonce, script: 'main.js', style: 'main.css', first })
    .replace('</head>', () => `${head}</head>`)
    .replace('<body>', `<body class="${kind}" data-vscode-theme-kind="${kind}">`);
}
