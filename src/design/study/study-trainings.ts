import { type GraphFacts, keptUpTo } from '../base/graph-facts';
import type { DatasetFacts } from '../dataset-facts';
import { defaults, fineTuningRate } from '../defaults';
import { designImages } from '../images/design-images';
import type { Network } from '../network/network';
import { designNetwork } from '../network/network';
import type { Phase } from '../network/phases';
import type { ParsedFile } from '../parsed-file';
import type { Plan } from '../plan';
import { makePlan } from '../plan/make-plan';
import type { ScaleMeasurement } from '../scale-measurement';
import { transferCases } from '../transfer-cases';
import { studiedFile } from './studied-file';
import { judgedShare, type StudyDepth, type StudyLine, type StudyOptions, type StudyTraining } from './study';
import { studyDepths, weightLayersUpTo } from './study-depths';

/** Batches after which a head on few images has mostly learned what there is to learn. */
const enoughSteps = 500;
const leastEpochs = 20;
const mostEpochs = 200;

/** What a study is planned from. */
export interface StudyInputs {
  /** Without errors. */
  readonly file: ParsedFile;
  readonly facts: GraphFacts;
  readonly dataset: DatasetFacts;
  readonly scales: ScaleMeasurement | undefined;
}

export interface PlannedStudy {
  readonly layers: number;
  readonly depths: readonly StudyDepth[];
  /** Of each training at most. */
  readonly epochs: number;
  /** Seed by seed, so that all depths are known once before any is known twice. */
  readonly trainings: readonly StudyTraining[];
}

/**
 * The trainings of Yosinski et al. 2014 (arXiv 1411.1792): of a base of N layers the first n are copied, for each n, and
 * the others start at random and learn the images; the copied ones are frozen, or train with the others in the end; and
 * once nothing is copied.
 *
 * The copied layers are fine-tuned as everywhere in this tool: when the others have learned, all train at a lower rate.
 * What differs between a training with frozen layers and one that fine-tunes them is that second phase alone.
 *
 * @returns undefined where there is nothing to study: a base that can only be run, one without layers that have weights,
 *   images that it can't take
 */
export function studyTrainings(inputs: StudyInputs, options: StudyOptions): PlannedStudy | undefined {
  const { facts, dataset, scales } = inputs;
  if (facts.graph.trainsBase === false) return undefined;
  const file = studiedFile(inputs.file, facts);
  const depths = studyDepths(file, facts, options.depths);
  // The file is without errors, and what its own plan warns of is told elsewhere.
  const report = () => {};
  const images = designImages(file, dataset, report);
  if (images === undefined || depths.length === 0) return undefined;
  const transferCase = transferCases[3];
  const classes = images.training.classes.length;
  const network = designNetwork(file, facts, transferCase, classes, { scales, cuts: undefined }, report);
  if (network === undefined) return undefined;
  const batch = file.config.train.batchSize ?? defaults.train.batchSize;
  const { train, validation } = images.counts;
  const drawn = Math.min(1, (options.images ?? Number.POSITIVE_INFINITY) / (train + validation));
  const epochs = options.epochs ?? epochsFor(train * drawn * (1 - judgedShare), batch);
  const firstSeed = file.config.train.seed ?? defaults.train.seed;
  const planOf = (depth: StudyDepth | undefined, phases: readonly Phase[]): Plan | undefined => {
    const init = depth ? 'pretrained' : 'random';
    const parts = {
      transferCase,
      images,
      network: { ...network, init, phases, fallbackPhases: [] } as const,
    };
    const plan = makePlan(file, parts, report);
    return plan && depth ? { ...plan, pretrainedThrough: depth.layer } : plan;
  };
  const once: Omit<StudyTraining, 'seed'>[] = [];
  for (const depth of [undefined, ...depths]) {
    const phases = phasesOf(network, depth, epochs);
    const lines: readonly [StudyLine, readonly Phase[]][] = depth
      ? [
          ['frozen', phases.slice(0, 1)],
          ['fine-tuned', phases],
        ]
      : [['random', phases.slice(0, 1)]];
    for (const [line, own] of lines) {
      const plan = planOf(depth, own);
      if (plan === undefined) return undefined;
      once.push({ line, copied: depth?.copied ?? 0, plan });
    }
  }
  const trainings = Array.from({ length: options.seeds }, (_, index) => firstSeed + index).flatMap((seed) =>
    once.map(({ plan, ...one }) => ({
      ...one,
      seed,
      plan: { ...plan, training: { ...plan.training, seed } },
    })),
  );
  return { layers: weightLayersUpTo(facts, facts.cutBeforeClassifier), depths, epochs, trainings };
}

function epochsFor(images: number, batch: number): number {
  const stepsAnEpoch = Math.max(1, Math.ceil(images / batch));
  return Math.min(mostEpochs, Math.max(leastEpochs, Math.ceil(enoughSteps / stepsAnEpoch)));
}

/** All but the copied layers, then everything. */
function phasesOf(
  { kept, headLayers }: Network,
  depth: StudyDepth | undefined,
  epochs: number,
): readonly [Phase, Phase] {
  const copied = depth ? keptUpTo(kept.facts.graph, depth.layer) : new Set<string>();
  const head = headLayers.filter(({ params }) => params > 0).map(({ name }) => name);
  const everything = [...kept.weighted, ...head];
  const { fromScratch, batchNorm } = defaults.phase;
  const first = {
    trainable: everything.filter((name) => !copied.has(name)),
    ...{
      epochs,
      minimumSteps: 0,
      patience: Math.max(defaults.phase.fineTuning.patience, Math.ceil(epochs / 5)),
    },
    ...{ learningRate: fromScratch.learningRate, batchNorm: batchNorm.random },
  };
  const second = {
    ...{ ...first, trainable: everything, epochs: Math.ceil(epochs / 2) },
    ...{ learningRate: fineTuningRate(first.learningRate), batchNorm: batchNorm.pretrained },
  };
  return [first, second];
}
