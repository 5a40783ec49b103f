import { countText } from '../design/words/wording';
import type { Thumbnail } from '../launch/project/class-thumbnails';
import type { Project } from '../launch/project/project';
import type { HoverText } from './hover-text';
import { asText } from './markdown';
import { placeAt } from './place-in-text';
import { unquoted } from './quotes';

/** The editor shows so many characters of a hover. */
const mostCharacters = 90_000;
/** In pixels; a thumbnail has twice as many, for dense screens. */
const edge = 56;

/** A class that is named in the text: one of `dataset.classes`, or a key of `train.classWeights`. */
export interface ClassMention extends Omit<HoverText, 'text'> {
  readonly name: string;
}

/** The class that is named at `offset`, whether there is one of that name or not. */
export function classMention({ parsed }: Pick<Project, 'parsed'>, offset: number): ClassMention | undefined {
  const place = placeAt(parsed.text, offset);
  if (!place) return undefined;
  const { path, role, start, end } = place;
  const names =
    role === 'value'
      ? path.length === 3 && path[0] === 'dataset' && path[1] === 'classes'
      : path.length === 3 && path[0] === 'train' && path[1] === 'classWeights';
  const name = unquoted(parsed.text.slice(start, end)).normalize('NFC');
  return names && name !== '' ? { name, start, end } : undefined;
}

/** What to tell of a class, as Markdown: how many images it has, and some of them. Undefined where none is known. */
export function classText(
  name: string,
  { dataset }: Pick<Project, 'dataset'>,
  thumbnails: readonly Thumbnail[],
): string | undefined {
  if (!dataset?.train.found) return undefined;
  const folder = dataset.train.facts.classes.find((one) => one.name === name);
  if (!folder) return undefined;
  const title = `**${asText(name)}** · ${countText(folder.images.length, 'image')}`;
  let pictures = '';
  for (const { file, address } of thumbnails) {
    // A size, and not the picture's own: all stand in one line.
    const picture = address === null ? '' : `![${asText(file)}](${address}|height=${edge}) `;
    if (pictures.length + picture.length < mostCharacters) pictures += picture;
  }
  return pictures === '' ? title : `${title}\n\n${pictures.trimEnd()}`;
}
