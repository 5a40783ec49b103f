const withoutEnd = new Set(['meta', 'img', 'br']);
const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z:A-Z0-9-]+(?:="[^"<]*")?)*)\s*(\/?)>/gi;

/**
 * What is wrong with a page's tags: an element that is not closed or closed elsewhere, a `<` that opens no tag, an
 * id given twice or referred to and missing. Empty for a well-formed page.
 */
export function flawsOf(page: string): string[] {
  const body = page.replace(/<!DOCTYPE html>/, '').replace(/<style>[^<]*<\/style>/, '');
  const flaws: string[] = [];
  const open: string[] = [];
  const ids: string[] = [];
  const referred: string[] = [];
  for (const [, slash, name = '', attributes = '', selfClosed] of body.matchAll(tag)) {
    if (slash) {
      const last = open.pop();
      if (last !== name) flaws.push(`</${name}> closes <${last}>`);
      continue;
    }
    if (!selfClosed && !withoutEnd.has(name)) open.push(name);
    for (const [, key = '', value = ''] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (key === 'id') ids.push(value);
      if (key === 'aria-labelledby') referred.push(...value.split(' '));
    }
  }
  if (open.length > 0) flaws.push(`left open: ${open.join(', ')}`);
  const stray = /<[^<]{0,40}/.exec(body.replace(tag, ''));
  if (stray) flaws.push(`no tag: ${stray[0]}`);
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(body)) flaws.push('a bare &');
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) flaws.push(`twice: ${id}`);
  for (const id of referred) if (!ids.includes(id)) flaws.push(`missing: ${id}`);
  return flaws;
}
