import type { Plan } from '../plan';

/**
 * How the copied layers go on: they never change, or they train with the others in the end. Where nothing is copied all
 * layers start at random.
 */
export type StudyLine = 'frozen' | 'fine-tuned' | 'random';

/** How much is done; what is left out is as `studyDefaults` says. */
export interface StudyOptions {
  /** Depths at which the network is parted, at most. */
  readonly depths: number;
  /** Each training is repeated with so many seeds. */
  readonly seeds: number;
  /** Of each training at most; null for as many as make `enoughSteps`. */
  readonly epochs: number | null;
  /** Images at most, those that validate and judge included; null for all. */
  readonly images: number | null;
}

/** The share of what would train that is held back to judge by. */
export const judgedShare = 0.25;

/** What people choose from, where they don't set it themselves. */
export const studyEfforts = {
  quick: { depths: 3, seeds: 1, epochs: null, images: null },
  usual: { depths: 8, seeds: 3, epochs: null, images: null },
  thorough: { depths: 24, seeds: 5, epochs: null, images: null },
} as const satisfies Readonly<Record<string, StudyOptions>>;

export type StudyEffort = keyof typeof studyEfforts;

export const studyDefaults: StudyOptions = studyEfforts.usual;

/** Where the network is parted: up to here the base's weights are copied, after it all layers start at random. */
export interface StudyDepth {
  /** The number of copied layers that compute by weights, as papers count them. */
  readonly copied: number;
  /** The last of the copied layers. */
  readonly layer: string;
}

/** One training of a study. */
export interface StudyTraining {
  readonly line: StudyLine;
  /** As of `StudyDepth`; 0 where nothing is copied. */
  readonly copied: number;
  readonly seed: number;
  readonly plan: Plan;
}

/** What came of one. Plain JSON. */
export interface StudyOutcome {
  readonly line: StudyLine;
  readonly copied: number;
  readonly seed: number;
  /** How many images judged it: such as it did not learn from, and by which nothing was chosen. */
  readonly judged: number;
  /** Those that it was wrong about, by their names. */
  readonly wrong: readonly string[];
  /** The share of the largest class. */
  readonly majority: number;
  /** Of its process, from its start to its end. */
  readonly seconds: number;
  /** It was still getting better when it came to its last epoch. */
  readonly unfinished: boolean;
  /** The epochs of each phase, and their seconds. */
  readonly phases: readonly { readonly epochs: number; readonly seconds: number }[];
}

/** The trainings on one set of images, as far as they are done. */
export interface StudiedImages {
  /** All of them, those that validate and judge included. */
  readonly images: number;
  readonly classes: number;
  readonly outcomes: readonly StudyOutcome[];
}

/** What is known of a study, whole or not yet. Plain JSON. */
export interface StudyResult {
  /** As the file names it. */
  readonly base: string;
  readonly options: StudyOptions;
  readonly epochs: number;
  /** All weight layers of the base but its classifier. */
  readonly layers: number;
  /** From the first one on. */
  readonly depths: readonly StudyDepth[];
  /** How many trainings there are in all, done or not. */
  readonly trainings: number;
  readonly yours: StudiedImages;
  /** The same on the base's own images, where they are at hand. */
  readonly source?: StudiedImages;
}
