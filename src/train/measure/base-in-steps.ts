import type { CutToMeasure } from '../../design/network/cuts-to-measure';
import type { PlanInput } from '../../design/plan';
import { scalePixels } from '../../shared/pixel-scaling';
import type { FeatureEngine, RunnableNetwork } from '../engines/engine';
import { above, type Topology, upTo } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';
import { listeningStep } from './listening-step';

interface Step {
  readonly cut: CutToMeasure;
  readonly network: RunnableNetwork;
  /** Values of an example that stand behind the output at the cut. */
  readonly heard: number;
}

/** What the base gives for some pictures, one picture's after the other's. */
export interface BaseOutputs {
  /** By cut. */
  readonly outputs: readonly Float32Array[];
  /** Of all layers listened to, in the order of the data: means by channel, then mean squares. */
  readonly heard: Float32Array;
}

/** A base as a chain of networks, each from one cut to the next, so that all cuts take one pass. */
export class BaseInSteps {
  private constructor(
    private readonly steps: readonly Step[],
    private readonly input: PlanInput,
  ) {}

  /**
   * @param cuts in the order of the data
   * @param engineFor the engine of a step, with the weights of the base
   * @param listened batch normalisations of which it is heard what they are given; see `listeningStep`
   * @throws TransferError `engine` where no engine has all layers of a step
   */
  static async open(
    base: { readonly topology: Topology; readonly weights: NetworkWeights },
    cuts: readonly CutToMeasure[],
    input: PlanInput,
    engineFor: (network: Topology) => FeatureEngine,
    listened: readonly string[] = [],
  ): Promise<BaseInSteps> {
    const steps: Step[] = [];
    for (const [at, cut] of cuts.entries()) {
      const whole = upTo(base.topology, cut.layer);
      const before = cuts[at - 1];
      const step = before === undefined ? whole : above(whole, before.layer, before.shape);
      const { network, heard } = listeningStep(step, new Set(listened), base.weights);
      steps.push({ cut, heard, network: await engineFor(network).network(network, base.weights) });
    }
    return new BaseInSteps(steps, input);
  }

  /** The outputs at each cut, one picture's after the other's. @param pictures each [height × width × 3], a byte a value */
  async outputs(pictures: readonly Uint8Array[]): Promise<readonly Float32Array[]> {
    return (await this.run(pictures)).outputs;
  }

  /** @param pictures as of `outputs` */
  async run(pictures: readonly Uint8Array[]): Promise<BaseOutputs> {
    const [height, width] = this.input.size;
    const size = height * width * 3;
    let values: Float32Array = new Float32Array(pictures.length * size);
    for (const [at, pixels] of pictures.entries()) scalePixels(pixels, this.input.scale, values, at * size);
    let shape: readonly number[] = [height, width, 3];
    const outputs: Float32Array[] = [];
    const all = this.steps.reduce((sum, step) => sum + step.heard, 0);
    const heard = new Float32Array(pictures.length * all);
    let place = 0;
    for (const step of this.steps) {
      const given = await step.network.outputs({ values, shape: [pictures.length, ...shape] });
      values = step.heard === 0 ? given : parted(given, pictures.length, step.heard, heard, all, place);
      place += step.heard;
      shape = step.cut.shape;
      outputs.push(values);
    }
    return { outputs, heard };
  }

  dispose(): void {
    for (const { network } of this.steps) network.dispose();
  }
}

/** The outputs alone; what stands behind each goes into the rows of `heard`, `all` values long, at `place`. */
function parted(
  given: Float32Array,
  pictures: number,
  behind: number,
  heard: Float32Array,
  all: number,
  place: number,
): Float32Array {
  const wide = given.length / pictures;
  const own = wide - behind;
  const values = new Float32Array(pictures * own);
  for (let picture = 0; picture < pictures; picture += 1) {
    const row = given.subarray(picture * wide, (picture + 1) * wide);
    values.set(row.subarray(0, own), picture * own);
    heard.set(row.subarray(own), picture * all + place);
  }
  return values;
}
