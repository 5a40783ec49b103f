import type { CutToMeasure } from '../../src/design/network/cuts-to-measure';
import type { Plan, PlanPhase } from '../../src/design/plan';
import type { Side } from '../../src/disk/images/image-copies';
import { decodeImage, readImageBytes } from '../../src/disk/images/image-decoding';
import { scalePixels } from '../../src/shared/pixel-scaling';
import { type Engines, engineFor } from '../../src/train/engines/load-engines';
import { batchesOf, type ExampleSource, firstNumbers } from '../../src/train/fit/example-source';
import { fitPhase, startOfPhase } from '../../src/train/fit/fit-phase';
import { outputsOfExamples } from '../../src/train/fit/score-examples';
import { type Base, readBase } from '../../src/train/formats/read-base';
import { readImages } from '../../src/train/images/read-images';
import type { RunImage } from '../../src/train/images/run-image';
import { BaseInSteps } from '../../src/train/measure/base-in-steps';
import { type AdaptedNetwork, adaptNetwork } from '../../src/train/network/adapted-network';
import { inputLayerOf } from '../../src/train/network/topology';
import type { NetworkWeights } from '../../src/train/network/weight-values';
import { behind, phaseTask } from '../../src/train/run/phase-task';
import { initialWeights } from '../../src/train/run/train-start';

/** What one plan came to with one seed. */
export interface Trained {
  /** By test image, in the order of `TaskOnBase.testImages`: 1 where it was told right, else 0. */
  readonly right: string;
  readonly epochs: number;
  readonly processorSeconds: number;
}

/**
 * A task on a base, ready to be trained by plan after plan: pictures decoded, the base read and run to each cut once. What
 * trains is the program's own phases; what is left out is what does not change a figure: records, checkpoints and proofs.
 */
export class TaskOnBase {
  private constructor(
    private readonly base: Base,
    private readonly engines: Engines,
    /** Scaled pixels, and the outputs at each cut, of an image by its path. */
    private readonly rows: ReadonlyMap<string, ReadonlyMap<string, Float32Array>>,
  ) {}

  /** @param plan of any cell of the grid: all are on the same pictures */
  static async open(
    modelFile: string,
    plan: Plan,
    cuts: readonly CutToMeasure[],
    engines: Engines,
  ): Promise<TaskOnBase> {
    const { input } = plan.base;
    const base = await readBase(modelFile, input.size);
    const { images } = await readImages(plan, () => {});
    const steps = await BaseInSteps.open(base, cuts, input, (network) =>
      engineFor(network, base.weights, engines),
    );
    const inputLayer = inputLayerOf(base.topology).name;
    const rows = new Map(
      [inputLayer, ...cuts.map(({ layer }) => layer)].map((layer) => [
        layer,
        new Map<string, Float32Array>(),
      ]),
    );
    for (const batch of batchesOf(firstNumbers(images.length), 16)) {
      const own = batch.map((at) => images[at] as RunImage);
      const pixels = await Promise.all(
        own.map(
          async ({ path }) =>
            (await decodeImage((await readImageBytes(path)).bytes, input.size, input.resize, path)).pixels,
        ),
      );
      for (const [at, { path }] of own.entries()) {
        const scaled = new Float32Array((pixels[at] as Uint8Array).length);
        scalePixels(pixels[at] as Uint8Array, input.scale, scaled, 0);
        rows.get(inputLayer)?.set(path, scaled);
      }
      for (const [cut, outputs] of (await steps.outputs(pixels)).entries()) {
        const size = outputs.length / own.length;
        for (const [at, { path }] of own.entries())
          rows.get((cuts[cut] as CutToMeasure).layer)?.set(path, outputs.slice(at * size, (at + 1) * size));
      }
    }
    steps.dispose();
    return new TaskOnBase(base, engines, rows);
  }

  /** Trains a plan to the end of its last phase. */
  async train(plan: Plan): Promise<Trained> {
    const before = process.cpuUsage();
    const { images } = await readImages(plan, () => {});
    const network = adaptNetwork(this.base.topology, plan);
    const session = { engines: this.engines, network, base: this.base, plan };
    let weights: NetworkWeights = await initialWeights(session, 'pretrained');
    let epochs = 0;
    for (const [index, phase] of plan.phases.entries()) {
      const prefix = prefixOf(plan, phase);
      const training = await this.engines.training.phase(phaseTask(session, phase, weights, prefix));
      if (training.slowBecause) throw new Error(`A phase is not one graph: ${training.slowBecause}`);
      const fit = {
        ...{ plan, phase, seedParts: ['pretrained', index + 1], training },
        train: this.source(images, 'train', prefix),
        validation: this.source(images, 'validation', prefix),
        shouldStop: () => false,
      };
      const { progress } = await fitPhase(
        { ...fit, onEpoch: async () => {} },
        await startOfPhase(fit, index > 0),
      );
      training.dispose();
      weights = new Map([...weights, ...progress.best.weights]);
      epochs += progress.epoch;
    }
    const prefix = prefixOf(plan, plan.phases.at(-1) as PlanPhase);
    const right = await this.judge(network, weights, prefix, images);
    return { right, epochs, processorSeconds: secondsSince(before) };
  }

  private async judge(
    network: AdaptedNetwork,
    weights: NetworkWeights,
    prefix: Prefix,
    images: readonly RunImage[],
  ): Promise<string> {
    const rest = behind(prefix, network.topology);
    const asked = await engineFor(rest, weights, this.engines).network(rest, weights);
    const source = this.source(images, 'test', prefix);
    const answers = await outputsOfExamples(asked, source, 32);
    asked.dispose();
    return answers
      .map((row, at) => (row.indexOf(Math.max(...row)) === source.labels[at] ? '1' : '0'))
      .join('');
  }

  private source(images: readonly RunImage[], side: Side, { cut, shape }: Prefix): ExampleSource {
    const own = images.filter((image) => image.side === side);
    const rows = this.rows.get(cut);
    const size = shape.reduce((all, one) => all * one, 1);
    return {
      labels: own.map(({ label }) => label),
      shape,
      async read(examples) {
        const values = new Float32Array(examples.length * size);
        for (const [at, example] of examples.entries())
          values.set(rows?.get(own[example]?.path ?? '') as Float32Array, at * size);
        return values;
      },
      close() {},
    };
  }
}

interface Prefix {
  readonly cut: string;
  readonly shape: readonly number[];
}

function prefixOf({ layers }: Plan, { cache }: PlanPhase): Prefix {
  const layer = layers.find(({ name }) => name === cache?.cut);
  if (layer === undefined) throw new Error('A phase says of no layer that it begins there.');
  return { cut: layer.name, shape: layer.outputShape };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
