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
export function escapeText(text: string): string {
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

/** A name that the user chose (a class, a file, a layer), kept apart from the direction of the text round it. */
export function nameMarkup(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

/** A message in which names and settings stand between backticks: there they are code. */
export function messageMarkup(text: string): Markup {
  const parts = text.split(/`([^`\n]+)`/);
  return joinedMarkup(
    parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`)),
    '',
  );
}

/** Markup with a separator between, e.g. names in a sentence. */
export function joinedMarkup(parts: readonly Markup[], separator: string): Markup {
  return new Markup(parts.map((part) => part.text).join(escapeText(separator)));
}

/** A section of the page with its heading; `id` is for links within the page. */
export function section(id: string, title: string, ...body: readonly Part[]): Markup {
  const content = body.map((part) => html`${part}`);
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}

/** Something wide (a table) that scrolls by itself on a narrow screen, by keyboard too. */
export function scrollable(label: string, content: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}
