import type { PlanPhase } from '../../design/plan';
import { scoredBatch } from '../../design/plan/memory-need';
import type { Side } from '../../disk/images/image-copies';
import type { RecomputedRows } from '../../shared/run-events';
import type { RunnableNetwork } from '../engines/engine';
import type { ExampleSource } from '../fit/example-source';
import { outputsOfExamples } from '../fit/score-examples';
import type { RunImage } from '../images/run-image';
import type { NetworkWeights } from '../network/weight-values';
import { answered } from './answered';
import type { JudgedImage } from './evaluate';
import { phaseExamples } from './phase-examples';
import { behind } from './phase-task';
import { recomputeRows } from './recompute-rows';
import type { RunSession } from './run-session';

export interface JudgedSides {
  readonly validation: readonly JudgedImage[];
  readonly test: readonly JudgedImage[];
  /** The validation images, in the order in which they were judged. */
  readonly validationImages: readonly RunImage[];
  /** Test images' rows that were made anew; null where there are none, or no cache. */
  readonly recomputed: RecomputedRows | null;
}

/**
 * Lets the trained network judge validation and test images, by way of the last phase's frozen prefix: from the rows on
 * which it was chosen, and with the engine that made them.
 *
 * @returns undefined if the user stopped the run meanwhile
 */
export async function judgeImages(
  session: RunSession,
  phases: readonly PlanPhase[],
  weights: NetworkWeights,
): Promise<JudgedSides | undefined> {
  const phase = phases.at(-1);
  if (phase === undefined) throw new RangeError('A plan without phases has nothing to judge by.');
  const { network, plan } = session;
  const start = performance.now();
  const examples = await phaseExamples(session, phases.length, phase, weights, ['validation', 'test']);
  if (examples === undefined) return undefined;
  const withSource = async <Result>(side: Side, work: (source: ExampleSource) => Promise<Result>) => {
    const source = examples.source(side);
    try {
      return await work(source);
    } finally {
      source.close();
    }
  };
  const judge = (rest: RunnableNetwork, side: Side): Promise<JudgedImage[]> =>
    withSource(side, async (source) => {
      const images = examples.images(side);
      const rows = await outputsOfExamples(rest, source, scoredBatch(plan, phase));
      return images.map(({ file, label }, index) => ({
        file,
        label,
        probabilities: rows[index] ?? new Float32Array(),
      }));
    });
  const judged = await answered(session, async (engine) => {
    const rest = await engine.network(behind(examples.prefix, network.topology), weights);
    try {
      return { validation: await judge(rest, 'validation'), test: await judge(rest, 'test') };
    } finally {
      rest.dispose();
    }
  });
  return {
    ...judged,
    validationImages: examples.images('validation'),
    recomputed:
      judged.test.length === 0
        ? null
        : await withSource('test', (test) =>
            recomputeRows(session, examples, { test }, (performance.now() - start) / 1000),
          ),
  };
}
