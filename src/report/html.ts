import { html, type Markup, type Part } from '../shared/html';

/** A name that the user chose (a class, a file, a layer), kept apart from the direction of the text round it. */
export function nameOf(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
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
