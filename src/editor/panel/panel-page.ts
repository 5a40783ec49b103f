export interface PanelPage {
  /** What the editor lets the panel load from, e.g. `https://*.vscode-cdn.net`. */
  readonly source: string;
  /** New for every page. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
}

/** The panel's page: nothing but the bundle and an empty place for it. Data come by message, never in here. */
export function panelPage({ source, nonce, script, style }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `img-src ${source} data:`,
    `font-src ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
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
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
