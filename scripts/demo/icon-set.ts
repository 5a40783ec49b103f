import type { IconNames } from './icon-names';
import { type Picture, pictureEdge, readPixels } from './picture';
import { readPackageJson } from './picture-packages';

/** The part of an icon's canvas that is shown; the file's own where an icon does not say. */
interface Box {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}

/** An Iconify package's icons.json. */
interface IconSet extends Box {
  readonly icons: Readonly<Record<string, Box & { readonly body: string }>>;
}

/**
 * The pictures of an Iconify package, drawn from their outlines. Icons that are no emoji are left out, and so is
 * any but the first icon of an emoji.
 */
export async function readIconSet(names: IconNames, packageName: string, style: string): Promise<Picture[]> {
  const set = await readPackageJson<IconSet>(packageName, 'icons.json');
  const seen = new Set<string>();
  const pictures: Picture[] = [];
  for (const [name, icon] of Object.entries(set.icons)) {
    const emoji = names.find(name);
    if (!emoji || seen.has(emoji.short_name)) continue;
    seen.add(emoji.short_name);
    const width = icon.width ?? set.width ?? 16;
    const height = icon.height ?? set.height ?? 16;
    const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
    const picture = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ' +
        `width="${pictureEdge}" height="${pictureEdge}" viewBox="${box}">${icon.body}</svg>`,
    );
    pictures.push({
      subject: emoji.short_name,
      subcategory: emoji.subcategory,
      style,
      pixels: await readPixels(picture),
    });
  }
  return pictures;
}
