import { demoBase } from '../catalog/bundled-base';
import { catalog } from '../catalog/catalog';
import type { CatalogBase } from '../catalog/catalog-base';
import type { FolderFacts } from '../design/dataset-facts';
import { count } from '../design/words/number-text';
import { bytesText, countText, shapeWords } from '../design/words/wording';

/** A base that a new project can begin with. */
export interface BaseChoice {
  /** As `base:` names it. */
  readonly name: string;
  /** What it is listed under. */
  readonly heading: string;
  /** What it takes and how large it is. */
  readonly about: string;
  /** E.g. `ImageNet: 1.28 million photographs of 1,000 kinds of things`. */
  readonly trainedOn: string;
}

const demo: BaseChoice = {
  name: demoBase.name,
  heading: 'comes along',
  about: aboutText([64, 64], 974_200, 'comes along, to try things'),
  trainedOn: demoBase.trainedOn,
};

/** What the handbook advises for photographs. */
const usual = 'efficientnet-lite0';

/** The published bases, without those that differ from another by the size of pictures or the classifier alone. */
export const mainBases: readonly CatalogBase[] = catalog.filter(({ variantOf }) => variantOf === undefined);

/** The bases to choose among, those to begin with first. @param fetched the names of those that are there already */
export function baseChoices(fetched: ReadonlySet<string>): readonly BaseChoice[] {
  const published = mainBases.map((base) => publishedChoice(base, fetched.has(base.name)));
  const first = published.filter(({ name }) => name === usual);
  return [...first, demo, ...published.filter(({ name }) => name !== usual)];
}

function publishedChoice(base: CatalogBase, isFetched: boolean): BaseChoice {
  const { name, family, trainedOn, input, params, source } = base;
  const bytes = `${source.kind === 'wheel' ? '' : 'about '}${bytesText(source.bytes)}`;
  return {
    name,
    heading: name === usual ? 'for photographs' : family,
    about: aboutText(input.size, params, isFetched ? 'fetched' : `${bytes} to fetch`),
    trainedOn,
  };
}

/** Short, for lists cut long lines off. */
function aboutText(size: readonly [number, number], weights: number, fetching: string): string {
  return `${shapeWords(size)} pixels · ${countText(weights, 'weight')} · ${fetching}`;
}

/**
 * Why the images may be unlike what a base was trained on, as far as their names tell: a hint for whoever judges, and no
 * measure. Undefined where they tell nothing.
 */
export function doubtOfLikeness(base: string, { classes }: FolderFacts): string | undefined {
  if (base !== demo.name) return undefined;
  const files = classes.flatMap(({ images }) => images);
  const photographs = files.filter(({ file }) => /\.(jpe?g|jpe|jfif)$/i.test(file)).length;
  if (photographs * 2 <= files.length) return undefined;
  const share = `${count(photographs)} of your ${countText(files.length, 'image')}`;
  return `${share} are JPEG files, as photographs mostly are, and ${base} knows drawings of emoji alone.`;
}
