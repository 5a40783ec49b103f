import { rayRefusals } from '../../design/cluster/ray-refusals';
import type { Start } from '../../design/config';
import { momentum } from '../../design/defaults';
import type { Plan, PlanPhase } from '../../design/plan';
import { prefixBatch } from '../../design/plan/memory-need';
import { phasesOf } from '../../design/plan/plan-reading';
import { TransferError } from '../../design/transfer-error';
import { decodingVersion } from '../../disk/images/image-decoding';
import { kerasNetwork } from '../exports/keras-network';
import type { Base } from '../formats/read-base';
import { prefixDescription } from '../images/frozen-prefix';
import { adamDecay, optimizerEpsilon, squareDecay } from '../learning/optimizers';
import type { AdaptedNetwork } from '../network/adapted-network';
import { inputLayerOf, upTo } from '../network/topology';
import { isStatistic, layerOfWeight, type NetworkWeights } from '../network/weight-values';
import { phaseTask } from '../run/phase-task';

/** `plan.json` of an exported project: everything that its job needs to know, with nothing left to be worked out. */
export interface RayPlan {
  readonly format: 1;
  readonly plan: Plan;
  /** The library whose pixels are to be the job's. */
  readonly decoding: string;
  readonly network: RayNetwork;
  /** In the order in which they are trained; the second where the first one fails, or to be compared with it. */
  readonly starts: readonly { readonly start: Start; readonly phases: readonly RayPhase[] }[];
  /** Pictures that the frozen layers are given at once. */
  readonly prefixBatch: number;
  /** The numbers of `learning/optimizers.ts`. */
  readonly optimizer: {
    readonly momentum: number;
    readonly epsilon: number;
    readonly squareDecay: number;
    readonly adamDecay: typeof adamDecay;
  };
}

/** The whole network, to its probabilities, in words that Keras takes. */
export interface RayNetwork {
  readonly input: string;
  /** The layer before the softmax. */
  readonly logits: string;
  readonly output: string;
  /** In an order in which they can be run. */
  readonly layers: readonly {
    readonly name: string;
    readonly className: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly inbound: readonly string[];
    /** Names of tensors in the folder `network`, in the order in which Keras lists a layer's weights. */
    readonly weights: readonly string[];
  }[];
}

export interface RayPhase {
  readonly trainable: readonly string[];
  readonly trainableParams: number;
  readonly epochs: number;
  readonly minimumSteps: number;
  readonly patience: number;
  readonly learningRate: number;
  /** The layer whose outputs are computed once; the network's input where those are decoded pixels. */
  readonly cut: string;
  /** Of one such output. */
  readonly shape: readonly number[];
  readonly isPixels: boolean;
  /** What the outputs depend on beside the images and the engine. */
  readonly space: Readonly<Record<string, unknown>>;
  /** The tensors that train, by `layer/weight`. */
  readonly trained: readonly string[];
  /** Layers of `network` that drop out while the phase trains. */
  readonly dropouts: readonly string[];
  /** Layers of `network` that normalise by the statistics of each batch, of all workers together. */
  readonly normalised: readonly string[];
  /** Their tensors that move with those statistics, by `layer/weight`. */
  readonly statistics: readonly string[];
}

/**
 * What a job on Ray is to do for a plan, by the code that decides it for a run on this machine.
 *
 * @param weights the whole network's, as each start has them, the plan's own first
 * @throws TransferError `export-refused` for what such a job would do otherwise than a local run
 */
export function rayPlan(
  plan: Plan,
  base: Base,
  network: AdaptedNetwork,
  weights: ReadonlyMap<Start, NetworkWeights>,
): { readonly plan: RayPlan; readonly warnings: readonly string[] } {
  const [refusal] = rayRefusals(plan);
  if (refusal !== undefined) throw refused(refusal);
  const said = inKeras(network, weights.get(plan.init) ?? new Map());
  const starts = [...weights].map(([start, own]) => ({
    start,
    phases: phasesOf(plan, start).map((phase) =>
      rayPhase({ plan, base, network, weights: own, phase, said }),
    ),
  }));
  const hasDropout = starts.some(({ phases }) => phases.some(({ dropouts }) => dropouts.length > 0));
  return {
    plan: {
      format: 1,
      plan,
      decoding: decodingVersion,
      network: said.network,
      starts,
      prefixBatch,
      optimizer: { momentum, epsilon: optimizerEpsilon, squareDecay, adamDecay },
    },
    warnings: [
      ...(hasDropout
        ? [
            'Dropout draws other numbers on Ray than on this machine (the same for any number of workers), so the weights will not be those of a local run.',
          ]
        : []),
    ],
  };
}

interface SaidInKeras {
  readonly network: RayNetwork;
  /** The product's name of each of Keras's layers. */
  readonly of: ReadonlyMap<string, string>;
}

function inKeras({ topology, logits }: AdaptedNetwork, weights: NetworkWeights): SaidInKeras {
  const stored = new Map(
    [...weights].map(([name, { shape, values }]) => [name, { shape, name, read: async () => values }]),
  );
  const { layers, input, output } = kerasNetwork(topology, stored);
  const names = new Map([...stored].map(([name, weight]) => [weight as unknown, name]));
  return {
    of: new Map(layers.map(({ name, of }) => [name, of])),
    network: {
      input,
      // A layer said in several has its answer in the last of them.
      logits: layers.findLast(({ of }) => of === logits)?.name ?? logits,
      output,
      layers: layers.map(({ name, className, config, inbound, weights: own }) => ({
        ...{ name, className, config, inbound },
        weights: own.map(([, weight]) => names.get(weight) ?? ''),
      })),
    },
  };
}

interface PhaseOfPlan {
  readonly plan: Plan;
  readonly base: Base;
  readonly network: AdaptedNetwork;
  readonly weights: NetworkWeights;
  readonly phase: PlanPhase;
  readonly said: SaidInKeras;
}

function rayPhase({ plan, base, network, weights, phase, said }: PhaseOfPlan): RayPhase {
  const input = inputLayerOf(network.topology).name;
  const cut = phase.cache?.cut ?? input;
  const isPixels = cut === input;
  const shape = isPixels ? [...plan.base.input.size, 3] : outputShapeOf(plan, cut);
  const task = phaseTask({ network, base, plan }, phase, weights, { cut, shape });
  const learning = task.network.layers.filter(({ name }) => !task.inference.has(name));
  refuseRandomness(learning);
  const changing = [...weights.keys()].filter(
    (name) => task.trainable.has(layerOfWeight(name)) && !task.neverTrained.has(name),
  );
  const learningOf = (type: string) =>
    new Set(learning.flatMap(({ name, className }) => (className === type ? [name] : [])));
  const dropping = learningOf('Dropout');
  const normalising = learningOf('BatchNormalization');
  const inKerasOf = (layers: ReadonlySet<string>) =>
    [...said.of].filter(([, of]) => layers.has(of)).map(([name]) => name);
  const { trainable, epochs, minimumSteps, patience, learningRate } = phase;
  return {
    ...{ trainable, epochs, minimumSteps, patience, learningRate },
    trainableParams: plan.layers.reduce(
      (sum, { name, params }) => sum + (task.trainable.has(name) ? params : 0),
      0,
    ),
    ...{ cut: kerasNameOf(said, cut), shape, isPixels },
    trained: changing.filter((name) => !isStatistic(name)),
    space: isPixels
      ? { decoding: decodingVersion, size: plan.base.input.size.join('x'), resize: plan.base.input.resize }
      : prefixDescription(
          { name: 'ray', folds: false },
          upTo(network.topology, cut),
          weights,
          plan.base.input,
        ),
    dropouts: inKerasOf(dropping),
    normalised: inKerasOf(normalising),
    statistics: changing.filter((name) => isStatistic(name) && normalising.has(layerOfWeight(name))),
  };
}

function outputShapeOf({ layers }: Plan, cut: string): readonly number[] {
  const shape = layers.find(({ name }) => name === cut)?.outputShape;
  if (shape === undefined) throw new RangeError(`The plan has no layer "${cut}".`);
  return shape;
}

/** @param learning layers that do something else while they learn than when they are asked */
function refuseRandomness(learning: readonly { readonly name: string; readonly className: string }[]): void {
  for (const { name, className } of learning) {
    if (/Dropout|Noise/.test(className) && className !== 'Dropout')
      throw refused(
        `The layer "${name}" (${className}) draws random numbers, which are not drawn on Ray yet. Freeze it.`,
      );
  }
}

/** What a layer is called by Keras: the last of those that it is said in. */
function kerasNameOf({ of }: SaidInKeras, layer: string): string {
  return [...of].findLast(([, product]) => product === layer)?.[0] ?? layer;
}

function refused(message: string): TransferError {
  return new TransferError('export-refused', message);
}
