import { count } from '../../design/words/number-text';
import { bytesText, countText, listed } from '../../design/words/wording';
import type { FetchedCopy, FetchStep } from '../../disk/bucket/fetch-copy';
import type { LeftOutObjects, LeftOutReason } from '../../disk/bucket/object-names';

/** What has come of a copy, in a sentence or two. */
export function fetchedWords({ named, images, bytes, fetched, removed, leftOut }: FetchedCopy): string {
  const rest = images - fetched;
  const parts = [
    `${count(fetched)} fetched`,
    ...(rest > 0 ? [`${count(rest)} as before`] : []),
    ...(removed > 0 ? [`${count(removed)} removed`] : []),
  ];
  const here = `${countText(images, 'image', 'images')} of ${named} ${images === 1 ? 'is' : 'are'} on this machine, ${bytesText(bytes)}: ${listed(parts)}.`;
  return leftOut.length === 0 ? here : `${here} Left out: ${listed(leftOut.map(leftOutWords))}.`;
}

const reasons: Readonly<Record<LeftOutReason, readonly [one: string, more: string]>> = {
  'no picture': ['is no picture', 'are no pictures'],
  format: ['is a picture of a format that is not read', 'are pictures of a format that is not read'],
  name: ['has a name that no file here can have', 'have names that no file here can have'],
  clash: [
    'has a name that is another’s on this disk, or that of a folder',
    'have names that are others’ on this disk, or those of folders',
  ],
  gone: ['was removed meanwhile', 'were removed meanwhile'],
};

function leftOutWords({ reason, count: many, example }: LeftOutObjects): string {
  const [one, more] = reasons[reason];
  return many === 1
    ? `1 object that ${one} (${example})`
    : `${count(many)} objects that ${more} (such as ${example})`;
}

/** How far fetching is, beside the name of what is done. */
export function fetchingWords(step: FetchStep): string {
  if ('listed' in step) return `looking through ${step.named}: ${countText(step.listed, 'name', 'names')}`;
  const { images, ofImages, bytes, ofBytes } = step;
  return `${count(images)} of ${countText(ofImages, 'image', 'images')}, ${bytesText(bytes)} of ${bytesText(ofBytes)}`;
}
