// What names and patterns are put into Markdown with: they come from files that others have made, and a name like
// `![](https://…)` would load a picture as soon as somebody points at it.

/** Text that shows as it is, in Markdown. */
export function asText(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** Text that shows as code, in Markdown. */
export function asCode(text: string): string {
  const shown = oneLine(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') || longest > 0 ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
