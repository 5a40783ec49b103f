import type { ToPanel } from '../shared/panel-messages';

export interface PanelPage {
  /** What the editor lets the panel load from, e.g. `https://*.vscode-cdn.net`. */
  readonly source: string;
  /** New for every page. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** What the panel is told before it asks: so it need not be drawn empty first. */
  readonly first: readonly ToPanel[];
}

/** The panel's page: the bundle, an empty place for it, and the first messages as data, which nothing executes. */
export function panelPage({ source, nonce, script, style, first }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `img-src ${source} data:`,
    `font-src ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${style}" nonce="${nonce}">
<title>Transfer Designer</title>
</head>
<body>
<div id="panel"></div>
<script type="application/json" id="first">${JSON.stringify(first).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
