import { packageFile, readPackageJson } from './picture-packages';

/** Whose drawings: `google` is Noto Emoji, `twitter` is Twemoji. Each has its package `emoji-datasource-…`. */
export type Vendor = 'google' | 'twitter';

/** One emoji as the emoji-datasource packages list it; skin tones are no emoji of their own there. */
export interface Emoji {
  /** The file's name, e.g. `1f431.png`. */
  readonly image: string;
  readonly has_img_google: boolean;
  readonly has_img_twitter: boolean;
  /** Unicode's name in capitals, e.g. `CAT FACE`. */
  readonly name: string;
  /** Unique, e.g. `cat`. */
  readonly short_name: string;
  readonly short_names: readonly string[];
  /** Code points in hexadecimal, joined by hyphens. */
  readonly unified: string;
  /** Unicode's subcategory, e.g. `animal-mammal`. */
  readonly subcategory: string;
}

/** All emoji, whether or not the vendor has drawn them; the list is the same in both packages. */
export function readEmojiList(vendor: Vendor): Promise<readonly Emoji[]> {
  return readPackageJson(`emoji-datasource-${vendor}`, 'emoji.json');
}

/** Those of the list that the vendor has drawn. */
export function drawnBy(vendor: Vendor, list: readonly Emoji[]): Emoji[] {
  return list.filter((emoji) => (vendor === 'google' ? emoji.has_img_google : emoji.has_img_twitter));
}

/** The absolute path of the vendor's picture: PNG, 64×64 pixels, transparent around the drawing. */
export function emojiFile(vendor: Vendor, emoji: Emoji): string {
  return packageFile(`emoji-datasource-${vendor}`, 'img', vendor, '64', emoji.image);
}
