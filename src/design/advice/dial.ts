import type { GraphFacts } from '../base/graph-facts';
import { defaults } from '../defaults';
import type { Network } from '../network/network';
import { trainedIn } from '../network/trained-layers';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { thresholds } from '../thresholds';

export interface DialOffer {
  /** The last layer to stay frozen: a legal cut. */
  readonly through: string;
  /** How many of the last kept weight layers train. */
  readonly layers: number;
}

/**
 * Between the cases lies a dial: the more images, the fewer frozen layers. Between plainly few images and the
 * dividing line the share of weight layers to train grows with the logarithm of the count, from one to all but the first.
 *
 * @returns undefined outside of that range, or where no legal cut lies there
 */
export function dialOffer(
  facts: GraphFacts,
  cut: string,
  images: number,
  dividingLine: number,
): DialOffer | undefined {
  if (images < thresholds.plainlySmall || images >= dividingLine) return undefined;
  const cutAt = facts.position.get(cut) ?? 0;
  const kept = facts.weightLayers.filter(({ position }) => position <= cutAt);
  const turned =
    Math.log(images / thresholds.plainlySmall) / Math.log(dividingLine / thresholds.plainlySmall);
  const wanted = Math.max(1, Math.min(kept.length - 1, Math.round(turned * kept.length)));
  const firstTrained = kept.at(-wanted);
  const first = kept[0];
  if (firstTrained === undefined || first === undefined) return undefined;
  const through = facts.legalCuts.findLast((name) => (facts.position.get(name) ?? 0) < firstTrained.position);
  if (through === undefined || (facts.position.get(through) ?? 0) < first.position) return undefined;
  const throughAt = facts.position.get(through) ?? 0;
  return { through, layers: kept.filter(({ position }) => position > throughAt).length };
}

/**
 * The other way round: for how many images the dial would train as many of the kept weight layers. Where none of them
 * trains for the images at hand, as far as they are plainly few; where all do, as far as they are many.
 */
export function imagesFor(
  { kept, phases }: Pick<Network, 'kept' | 'phases'>,
  images: number,
  dividingLine: number,
): number {
  const trained = trainedIn(phases);
  const names = new Set(kept.weighted);
  const layers = kept.facts.weightLayers.filter(({ layer }) => names.has(layer.name));
  const turned = layers.filter(({ layer }) => trained.has(layer.name)).length / Math.max(1, layers.length);
  const few = Math.min(thresholds.plainlySmall, dividingLine);
  if (turned === 0) return Math.min(images, few);
  return turned === 1 ? Math.max(images, dividingLine) : few * (dividingLine / few) ** turned;
}

/**
 * Offers to train the last layers too, where the file leaves open what is frozen and the plan freezes the base.
 *
 * @returns the offer as a sentence, if there is one
 */
export function offerMoreLayers(
  file: ParsedFile,
  network: Network,
  images: number,
  dividingLine: number,
  report: Report,
): string | undefined {
  const { kept, frozen, init } = network;
  const open = (file.config.freeze ?? defaults.freeze) === 'auto' && !file.has(['train', 'phases']);
  if (!open || init === 'random' || frozen.size === 0) return undefined;
  const offer = dialOffer(kept.facts, kept.cut, images, dividingLine);
  if (offer === undefined) return undefined;
  const what = planProblem('more-layers-could-train', { images, ...offer });
  report(
    what,
    ['freeze'],
    [{ title: `Freeze only through ${offer.through}`, path: ['freeze'], value: { through: offer.through } }],
  );
  return what.message;
}
