/** Text that is HTML already: everything in it that came from outside has been escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | null | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Makes any text safe inside an element and inside a quoted attribute. Control characters, which HTML forbids
 * (tab and line breaks apart), and halves of surrogate pairs become U+FFFD.
 */
function escapeText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) => (/[\t\n\r]/.test(character) ? character : '\ufffd'))
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A template for HTML and SVG. Texts are escaped; markup and lists of it are put in as they are; null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = parts.map((part) => {
    if (part === null) return '';
    if (part instanceof Markup) return part.text;
    if (typeof part === 'object') return part.map((each) => each.text).join('');
    return escapeText(String(part));
  });
  return new Markup(String.raw({ raw: strings }, ...texts));
}

/** A message in which names and settings stand between backticks: there they are code. */
export function messageOf(text: string): Markup {
  const parts = text.split(/`([^`\n]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`;
}
