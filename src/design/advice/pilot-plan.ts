import type { PilotSample } from '../pilot';

export const pilotRules = {
  /** Minutes, where nobody says otherwise, and the bounds of what may be said. */
  minutes: { usual: 5, least: 0.1, most: 24 * 60 },
  /** The share of the training images that is held back to judge by. */
  judged: 0.2,
  /** Fewer tell nothing of the spread. */
  leastSeeds: 3,
  /** The time is planned for so many, if that leaves enough images. */
  wantedSeeds: 5,
  /** More on the same images tell next to nothing: what the images leave open stays. */
  mostSeeds: 10,
  /** Fewer images are not drawn, and not fewer of a class. */
  leastImages: 200,
  leastImagesAClass: 10,
  /** Fewer epochs through the base are not tried. */
  leastEpochs: 5,
} as const;

/** The images that the first trial draws, by which the rest is planned; all, where there are no more than those. */
export function firstImages(images: number, classes: number): number | null {
  const least = Math.max(pilotRules.leastImages, pilotRules.leastImagesAClass * classes);
  return images <= least ? null : least;
}

/** What was measured of the first trial, when it had gone through the base once. Seconds. */
export interface MeasuredSpeed {
  /** Images that it drew. */
  readonly images: number;
  /** Until the process had its engine. */
  readonly start: number;
  /** From then to the end of the head's phase, with what goes into the cache. */
  readonly head: number;
  /** One epoch through the base. */
  readonly epoch: number;
  /** How many of those there may be. */
  readonly epochs: number;
}

/**
 * What fits into the time: as many images as `wantedSeeds` seeds have time for; where not even the fewest images leave
 * time for `leastSeeds`, fewer epochs. Reckons as if every phase took all of its epochs.
 *
 * @param all how many images there are
 * @param seconds that are left
 */
export function sampleFor(speed: MeasuredSpeed, all: number, seconds: number): PilotSample {
  const { images: drawn, start, head, epoch, epochs } = speed;
  const pair = (share: number, through: number) => 2 * start + share * (2 * head + through * epoch);
  const share = (seconds / pilotRules.wantedSeeds - 2 * start) / (2 * head + epochs * epoch);
  const images = Math.floor(drawn * share);
  if (images >= all) return { images: null, of: all, epochs: null };
  const drawnNow = { images: drawn >= all ? null : Math.max(images, drawn), of: all };
  if (images >= drawn || pair(1, epochs) * pilotRules.leastSeeds <= seconds)
    return { ...drawnNow, epochs: null };
  const fitting = Math.floor((seconds / pilotRules.leastSeeds - 2 * start - 2 * head) / epoch);
  return { ...drawnNow, epochs: Math.min(epochs, Math.max(pilotRules.leastEpochs, fitting)) };
}

/** Whether one more pair is begun. By the time alone, never by what came of the others: that would find differences by luck. */
export function isTimeForAnother(pairs: number, secondsLeft: number, secondsAPair: number): boolean {
  return pairs < pilotRules.mostSeeds && secondsLeft >= secondsAPair;
}
