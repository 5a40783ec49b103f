import type { KeyPath, TextRange } from '../design/problem';
import { isGlob, matchingNames } from '../design/words/glob';
import type { Project } from '../launch/project/project';

/** Where the file speaks of a layer: by its name, else by a pattern, else by the key that decides over it. */
export function layerMention({ parsed }: Pick<Project, 'parsed'>, layer: string): TextRange | undefined {
  const { cut, freeze, train } = parsed.config;
  const mentions: { readonly path: KeyPath; readonly text: string }[] = [];
  if (cut !== undefined) mentions.push({ path: ['cut'], text: cut });
  if (typeof freeze === 'object') {
    if ('through' in freeze) mentions.push({ path: ['freeze', 'through'], text: freeze.through });
    else mentions.push(...freeze.map((text, index) => ({ path: ['freeze', index], text })));
  }
  for (const [index, phase] of (train.phases ?? []).entries()) {
    const path = ['train', 'phases', index, 'train'];
    if (typeof phase.train === 'object') {
      mentions.push(...phase.train.map((text, item) => ({ path: [...path, item], text })));
    }
  }
  const found =
    mentions.find(({ text }) => text === layer) ??
    mentions.find(({ text }) => isGlob(text) && matchingNames(text, [layer]).length > 0);
  if (found) return parsed.rangeOf(parsed.pathInText(found.path));
  const key = ['freeze', 'cut', 'base'].find((name) => parsed.has([name]));
  return key === undefined ? undefined : parsed.keyRangeOf([key]);
}
