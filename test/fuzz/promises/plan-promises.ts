import { keptUpTo } from '../../../src/design/base/graph-facts';
import type { Config } from '../../../src/design/config';
import type { LayerGraph } from '../../../src/design/layer-graph';
import type { Plan, PlanPhase } from '../../../src/design/plan';

/** What in a plan does not agree with itself, with its base or with what the file states; empty if all does. */
export function brokenPlan(plan: Plan, graph: LayerGraph, config: Config): readonly string[] {
  const { training, dataset, layers, phases } = plan;
  const all = [...phases, ...training.fallbackPhases];
  const trained = new Set(phases.flatMap(({ trainable }) => trainable));
  const names = layers.map(({ name }) => name);
  const kept = keptUpTo(graph, plan.cut);
  const sum = (frozen: boolean) =>
    layers.reduce((total, layer) => total + (layer.frozen === frozen ? layer.params : 0), 0);
  const promises: readonly (readonly [string, boolean])[] = [
    ['has a name for each layer', new Set(names).size === names.length],
    [
      'keeps of the base what the cut depends on',
      JSON.stringify(layers.filter(({ origin }) => origin === 'base').map(({ name }) => name)) ===
        JSON.stringify(graph.layers.map(({ name }) => name).filter((name) => kept.has(name))),
    ],
    [
      'calls frozen what no phase trains',
      layers.every(({ name, params, frozen }) => params === 0 || frozen === !trained.has(name)),
    ],
    ['counts the weights', plan.trainableParams === sum(false) && plan.frozenParams === sum(true)],
    [
      'ends in a unit per class',
      plan.head.units === dataset.classes.length && layers.at(-1)?.type === 'Softmax',
    ],
    [
      'has two classes or more',
      new Set(dataset.classes).size === dataset.classes.length && dataset.classes.length > 1,
    ],
    ['has a size for each layer', layers.every(({ outputShape }) => outputShape.every(isCount))],
    ['has phases', phases.length > 0],
    ['falls back only in case 4', (training.fallback !== null) === training.fallbackPhases.length > 0],
    [
      'weights each class',
      training.classWeights === null ||
        (training.classWeights.length === dataset.classes.length &&
          training.classWeights.every((weight) => weight > 0 && Number.isFinite(weight))),
    ],
    ['survives JSON', JSON.stringify(JSON.parse(JSON.stringify(plan))) === JSON.stringify(plan)],
    [
      'has a batch size',
      isCount(training.batchSize) && training.batchSize === (config.train.batchSize ?? 32),
    ],
    [
      'has a share or a folder to validate with',
      dataset.validation !== '' && Number(dataset.validation) !== 0,
    ],
  ];
  return [
    ...promises.filter(([, holds]) => !holds).map(([promise]) => `The plan no longer ${promise}.`),
    ...all.flatMap((phase) => brokenPhase(phase, plan, graph)),
    ...unobeyed(plan, config),
  ];
}

function brokenPhase(phase: PlanPhase, plan: Plan, graph: LayerGraph): readonly string[] {
  const { trainable, epochs, minimumSteps, learningRate, patience, cache } = phase;
  const weighted = new Set(plan.layers.filter(({ params }) => params > 0).map(({ name }) => name));
  const promises: readonly (readonly [string, boolean])[] = [
    ['trains something', trainable.length > 0],
    ['trains layers of the plan', trainable.every((name) => weighted.has(name))],
    ['trains each once', new Set(trainable).size === trainable.length],
    ['has epochs', isCount(epochs)],
    ['has a patience', isCount(patience)],
    ['has a rate', learningRate > 0 && learningRate <= 10],
    ['has a least number of steps', Number.isSafeInteger(minimumSteps) && minimumSteps >= 0],
    ['is cached or not', (cache !== null) === plan.training.cache],
  ];
  const broken = promises.filter(([, holds]) => !holds).map(([promise]) => `A phase no longer ${promise}.`);
  if (cache === null) return broken;
  const below = keptUpTo(graph, cache.cut);
  return [
    ...broken,
    ...(trainable.some((name) => below.has(name)) ? [`A phase trains below its cache at ${cache.cut}.`] : []),
    ...(Number.isSafeInteger(cache.bytes) && cache.bytes > 0 ? [] : [`A cache has ${cache.bytes} bytes.`]),
  ];
}

/** What the file states, holds. */
function unobeyed({ phases, training }: Plan, { train }: Config): readonly string[] {
  const { seed = 1, optimizer = 'adam', cache = 'auto' } = train;
  const others =
    seed === training.seed && optimizer === training.optimizer && (cache === 'auto') === training.cache;
  const keys = ['epochs', 'patience', 'learningRate', 'batchNorm'] as const;
  const written = train.phases ?? [];
  const obeys = (one: (typeof written)[number], phase: PlanPhase | undefined) =>
    keys.every((key) => one[key] === undefined || phase?.[key] === one[key]) &&
    (phase?.minimumSteps === 0 || (one.epochs === undefined && one.patience === undefined));
  return [
    ...(others ? [] : ['The plan has another seed, optimizer or cache than the file.']),
    ...written.flatMap((one, index) =>
      obeys(one, phases[index]) ? [] : [`Phase ${index + 1} is not as the file has it.`],
    ),
  ];
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
