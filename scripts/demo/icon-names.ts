import type { Emoji } from './emoji-datasource';
import { readPackageJson } from './picture-packages';

/** Names differ between sets in hyphens and capitals only: `GRINNING FACE`, `grinning-face`. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^a-z0-9]/g, '');
}

/** Code points without the variation selector, as the sets disagree about writing it. */
function plainCode(code: string): string {
  return code
    .toLowerCase()
    .replace(/-?fe0f/g, '')
    .replace(/^0+/, '');
}

/** Tells which emoji an icon's name means. */
export class IconNames {
  readonly #emoji = new Map<string, Emoji>();

  /** Fluent's names count first, as they come with their code points; then Unicode's; then short names. */
  static async read(list: readonly Emoji[]): Promise<IconNames> {
    const names = new IconNames();
    const byCode = new Map(list.map((emoji) => [plainCode(emoji.unified), emoji]));
    const codes = await readPackageJson<Readonly<Record<string, string>>>(
      '@iconify-json/fluent-emoji-flat',
      'chars.json',
    );
    for (const [code, name] of Object.entries(codes)) {
      const emoji = byCode.get(plainCode(code));
      if (emoji) names.#remember(name, emoji);
    }
    for (const emoji of list) names.#remember(emoji.name, emoji);
    for (const emoji of list) for (const name of emoji.short_names) names.#remember(name, emoji);
    return names;
  }

  /** The emoji of that name, whatever its hyphens and capitals; undefined if no emoji has it. */
  find(name: string): Emoji | undefined {
    return this.#emoji.get(plainName(name));
  }

  #remember(name: string, emoji: Emoji): void {
    const key = plainName(name);
    if (!this.#emoji.has(key)) this.#emoji.set(key, emoji);
  }
}
