import type { Start } from '../config';
import type { Plan } from '../plan';
import { phaseName, phasesOf, startsOf } from '../plan/plan-reading';

/**
 * Why a job on Ray would do something else than a run on this machine, as far as the plan alone tells: sentences that say
 * what to do, none where it would not.
 */
export function rayRefusals(plan: Plan): readonly string[] {
  return [...settingRefusals(plan), ...startsOf(plan).flatMap((start) => changedPrefixes(plan, start))];
}

function settingRefusals({ training, phases }: Plan): readonly string[] {
  return [
    ...(!training.cache || phases.some(({ cache }) => cache === null)
      ? ['`train.cache: off` is not done on Ray, which keeps the outputs of the frozen layers. Leave it on.']
      : []),
  ];
}

/** What is frozen in a phase must be as it was from the beginning: its outputs are computed before anything trains. */
function changedPrefixes(plan: Plan, start: Start): readonly string[] {
  const { layers } = plan;
  return phasesOf(plan, start).flatMap(({ cache }, index, phases) => {
    const trainedBefore = new Set(phases.slice(0, index).flatMap(({ trainable }) => trainable));
    // A legal cut comes after all that it depends on, and nothing else comes before it.
    const cut = layers.findIndex(({ name }) => name === cache?.cut);
    const changed = layers.slice(0, cut + 1).find(({ name }) => trainedBefore.has(name));
    if (changed === undefined) return [];
    return [
      `${phaseName(plan, start, index + 1)} freezes the layer "${changed.name}", which an earlier phase trains. On Ray what is frozen has to be so from the beginning: let no later phase freeze more than the first.`,
    ];
  });
}
