import { bundledBase } from '../catalog/bundled-base';
import { catalogBase } from '../catalog/catalog';
import { countText } from '../design/words/wording';
import type { Project } from '../launch/project/project';

/** What is known of the pictures that a base was trained on. */
export interface TrainedOn {
  /** As a sentence. */
  readonly words: string;
  /** The kinds that it tells apart; none where it does not name them. */
  readonly classes: readonly string[];
  /** Some of its pictures in one file, by a path below the folder of the bases that come along. */
  readonly sheet?: {
    readonly file: string;
    readonly shows: string;
    readonly width: number;
    readonly height: number;
  };
}

/** @returns undefined while the file names no base */
export function trainedOn({ parsed, base, graph }: Project): TrainedOn | undefined {
  const named = parsed.config.base?.model;
  if (named === undefined) return undefined;
  // While another base is looked up, the last one still stands.
  const isNamed = base?.catalog === undefined || base.catalog === named;
  const classes = (isNamed ? graph?.classes : undefined) ?? [];
  const published = catalogBase(named);
  if (published) return { words: `${published.title} was trained on ${published.trainedOn}.`, classes };
  const bundled = base?.catalog === named ? bundledBase(named) : undefined;
  if (bundled)
    return { words: `This base was trained on ${bundled.trainedOn}.`, classes, sheet: bundled.sheet };
  if (classes.length > 0)
    return {
      words: `This base tells ${countText(classes.length, 'class', 'classes')} apart. Which pictures it learned them from, its files do not say.`,
      classes,
    };
  if (!graph) return { words: 'What the base was trained on is not known yet.', classes };
  return {
    words: 'What this base was trained on, its files do not say. Look where it comes from.',
    classes,
  };
}
