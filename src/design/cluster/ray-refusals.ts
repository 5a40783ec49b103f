import type { Plan, PlanPhase } from '../plan';

/**
 * Why a job on Ray would do something else than a run on this machine, as far as the plan alone tells: sentences that say
 * what to do, none where it would not.
 */
export function rayRefusals(plan: Plan): readonly string[] {
  return [
    ...settingRefusals(plan),
    ...plan.phases.flatMap((phase, index) => [
      ...changedPrefix(plan, phase, index),
      ...normalisedByBatch(plan, phase),
    ]),
  ];
}

function settingRefusals({ training, phases }: Plan): readonly string[] {
  return [
    ...(!training.cache || phases.some(({ cache }) => cache === null)
      ? ['`train.cache: off` is not done on Ray, which keeps the outputs of the frozen layers. Leave it on.']
      : []),
    ...(training.augment === null
      ? []
      : ['`train.augment` is not done on Ray yet. Set it to `none` to train there.']),
    ...(training.fallback === 'compare'
      ? [
          '`train.fallback: compare` trains a second start, which is not done on Ray yet. Take it out, or train the random start by `init: random`.',
        ]
      : []),
  ];
}

/** What is frozen in a phase must be as it was from the beginning: its outputs are computed before anything trains. */
function changedPrefix({ phases, layers }: Plan, phase: PlanPhase, index: number): readonly string[] {
  const trainedBefore = new Set(phases.slice(0, index).flatMap(({ trainable }) => trainable));
  // A legal cut comes after all that it depends on, and nothing else comes before it.
  const cut = layers.findIndex(({ name }) => name === phase.cache?.cut);
  const changed = layers.slice(0, cut + 1).find(({ name }) => trainedBefore.has(name));
  return changed === undefined
    ? []
    : [
        `Phase ${index + 1} freezes the layer "${changed.name}", which an earlier phase trains. On Ray what is frozen has to be so from the beginning: let no later phase freeze more than the first.`,
      ];
}

function normalisedByBatch({ layers }: Plan, { batchNorm, trainable }: PlanPhase): readonly string[] {
  if (batchNorm !== 'batch') return [];
  const trained = new Set(trainable);
  const layer = layers.find(({ name, type }) => type === 'BatchNormalization' && trained.has(name));
  return layer === undefined
    ? []
    : [
        `The layer "${layer.name}" would normalise by the statistics of each batch, which on several workers are others. Set \`batchNorm: inference\` in the phases that train it.`,
      ];
}
