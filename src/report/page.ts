import { pagePolicy } from '../shared/page-policy';
import { html, Markup, type Part } from './html';
import { pageStyle } from './page-style';

export interface Page {
  /** Before the program's name. */
  readonly title: string;
  /** What stands in its `main`. */
  readonly body: Part;
  /** Beside the style of all pages; CSS of our own, which goes in as it is. */
  readonly style?: string;
}

/** The text of a page that stands alone: no script, nothing from elsewhere, light or dark as its reader's system is. */
export function writePage({ title, body, style = '' }: Page): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(pagePolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Transfer Designer</title>
<style>${new Markup(`${pageStyle}${style}`)}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.text;
}
