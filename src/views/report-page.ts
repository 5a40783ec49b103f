import { pagePolicy } from '../shared/page-policy';

/** What a report consists of; anything else (a link, a form, a frame, a script) is no part of one. */
const elements: ReadonlySet<string> = new Set([
  ...['html', 'head', 'meta', 'title', 'style', 'body', 'main', 'header', 'section', 'div', 'span', 'p'],
  ...['h1', 'h2', 'h3', 'strong', 'small', 'code', 'pre', 'bdi', 'ul', 'li', 'dl', 'dt', 'dd'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'details', 'summary'],
  ...['figure', 'figcaption', 'img', 'svg', 'g', 'desc', 'line', 'rect', 'text', 'path', 'circle'],
]);

const attributes: ReadonlySet<string> = new Set([
  ...['lang', 'class', 'id', 'title', 'role', 'tabindex', 'scope', 'colspan', 'alt', 'loading', 'focusable'],
  ...['aria-hidden', 'aria-label', 'aria-labelledby', 'viewBox', 'preserveAspectRatio', 'text-anchor'],
  ...['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'd', 'width', 'height'],
]);

/** Where a few elements may have more. */
const furtherAttributes: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  meta: {
    charset: /^utf-8$/,
    'http-equiv': /^Content-Security-Policy$/,
    name: /^(?:viewport|color-scheme)$/,
    content: /^/,
  },
  img: { src: /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/ },
};

/** In characters. A report with as many pictures as there can be and a thousand classes has a tenth of it. */
const longest = 32_000_000;

const doctype = '<!DOCTYPE html>';
const tag = /^\/?([a-z][a-z0-9]*)((?:\s+[A-Za-z][A-Za-z0-9-]*="[^"<>]*")*)\s*\/?>/;

/**
 * A report as the editor shows it, under our own policy whatever its own says. A report is a file that anybody may have
 * put into a run's folder, so it is shown only if it is made of nothing but what reports are made of: no script, no link
 * or form that leads elsewhere, nothing that loads.
 *
 * @param page the text of `report.html`
 * @returns undefined for a page that is no such report
 */
export function reportPage(page: string): string | undefined {
  if (!page.startsWith(doctype) || page.length > longest) return undefined;
  const rest = page.slice(doctype.length);
  const [before = '', ...tags] = rest.split('<');
  if (before.trim() !== '' || !tags.every(isPartOfReport)) return undefined;
  // The first policy of a page holds from its first line on; a second one can only forbid more.
  return `${doctype}\n<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${pagePolicy}">${rest}`;
}

/** @param text from behind a `<` to the next one */
function isPartOfReport(text: string): boolean {
  const [whole, element = '', given = ''] = tag.exec(text) ?? [];
  if (whole === undefined || !elements.has(element)) return false;
  return [...given.matchAll(/([A-Za-z][A-Za-z0-9-]*)="([^"]*)"/g)].every(
    ([, name = '', value = '']) =>
      attributes.has(name) || furtherAttributes[element]?.[name]?.test(value) === true,
  );
}
