import type { ImageSide, KnownOddImages, OddFinding, OddImage, OddKind } from '../odd-images';
import { count } from './number-text';
import { countText, listed, percentText } from './wording';

/** What the findings of a kind have in common, as a heading. */
export const oddHeadings: Readonly<Record<OddKind, string>> = {
  label: 'Perhaps in the wrong class',
  copies: 'Nearly the same picture in two places',
  alone: 'Unlike all others',
  classes: 'Classes that can’t be told apart',
};

const sideWords: Readonly<Record<ImageSide, string>> = {
  train: 'training',
  validation: 'validation',
  test: 'test',
};

/** `images/cats/rex.png (cats, test)`. */
export function oddImageText({ file, className, side }: OddImage): string {
  return `${file} (${className}, ${sideWords[side]})`;
}

/** A finding as a sentence. */
export function oddSentence({ kind, images, nearest, classes, value, error }: OddFinding): string {
  const names = images.map(oddImageText);
  switch (kind) {
    case 'label': {
      const [looks = ''] = classes;
      const like = nearest.filter(({ className }) => className === looks).length;
      return `${names[0]} looks like ${looks} (doubt ${value.toFixed(1)}; ${count(like)} of its ${count(nearest.length)} nearest pictures are ${looks}).`;
    }
    case 'copies':
      return `${listed(names)} are nearly the same picture (likeness ${value.toFixed(2)}).`;
    case 'alone':
      return `${names[0]} is unlike all others, by ${value.toFixed(1)} standard deviations.`;
    case 'classes':
      return `${listed([...classes])} can’t be told apart: of the pictures of either that are judged to be one of them ${percentText(value)} ± ${percentText(error)} are judged right, and chance is 50 %.`;
  }
}

/** How much was compared and what came of it, in a sentence or two. */
export function oddSummary({
  images,
  of,
  unreadable,
  told,
  beyond,
  findings,
  cut,
  isStale,
}: KnownOddImages): string {
  const some = images + unreadable < of ? ` of ${count(of)}, each class with its share` : '';
  const parts = [
    unreadable > 0 ? `${countText(unreadable, 'picture')} could not be read` : '',
    told > 0
      ? `${countText(told, 'pair')} of copies that checking the pictures finds ${told === 1 ? 'is' : 'are'} not repeated`
      : '',
    beyond > 0 ? `${count(beyond)} more were found than are listed` : '',
  ].filter((part) => part !== '');
  const found = findings.length === 0 ? 'nothing odd is left' : `${countText(findings.length, 'finding')}`;
  return [
    `${countText(images, 'picture')}${some} compared by what the base sees up to ${cut}: ${[found, ...parts].join('; ')}.`,
    isStale ? ' The pictures have changed since: look again to be sure.' : '',
  ].join('');
}
