import type { CutToMeasure } from '../../design/network/cuts-to-measure';
import type { PlanInput } from '../../design/plan';
import { scalePixels } from '../../shared/pixel-scaling';
import type { FeatureEngine, RunnableNetwork } from '../engines/engine';
import { above, type Topology, upTo } from '../network/topology';
import type { NetworkWeights } from '../network/weight-values';

/** A base as a chain of networks, each from one cut to the next, so that all cuts take one pass. */
export class BaseInSteps {
  private constructor(
    private readonly steps: readonly { readonly cut: CutToMeasure; readonly network: RunnableNetwork }[],
    private readonly input: PlanInput,
  ) {}

  /**
   * @param cuts in the order of the data
   * @param engineFor the engine of a step, with the weights of the base
   * @throws TransferError `engine` where no engine has all layers of a step
   */
  static async open(
    base: { readonly topology: Topology; readonly weights: NetworkWeights },
    cuts: readonly CutToMeasure[],
    input: PlanInput,
    engineFor: (network: Topology) => FeatureEngine,
  ): Promise<BaseInSteps> {
    const steps: { cut: CutToMeasure; network: RunnableNetwork }[] = [];
    for (const [at, cut] of cuts.entries()) {
      const whole = upTo(base.topology, cut.layer);
      const before = cuts[at - 1];
      const step = before === undefined ? whole : above(whole, before.layer, before.shape);
      steps.push({ cut, network: await engineFor(step).network(step, base.weights) });
    }
    return new BaseInSteps(steps, input);
  }

  /** The outputs at each cut, one picture's after the other's. @param pictures each [height × width × 3], a byte a value */
  async outputs(pictures: readonly Uint8Array[]): Promise<readonly Float32Array[]> {
    const [height, width] = this.input.size;
    const size = height * width * 3;
    let values: Float32Array = new Float32Array(pictures.length * size);
    for (const [at, pixels] of pictures.entries()) scalePixels(pixels, this.input.scale, values, at * size);
    let shape: readonly number[] = [height, width, 3];
    const outputs: Float32Array[] = [];
    for (const { cut, network } of this.steps) {
      values = await network.outputs({ values, shape: [pictures.length, ...shape] });
      shape = cut.shape;
      outputs.push(values);
    }
    return outputs;
  }

  dispose(): void {
    for (const { network } of this.steps) network.dispose();
  }
}
