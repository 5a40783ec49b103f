import { writeRunRecord } from '../../disk/runs/run-folder';
import type { PhaseEngine } from '../../shared/run-events';
import type { Engine, PhaseTask } from '../engines/engine';
import { type GpuVerdict, type LabelledBatch, tryTraining } from '../engines/gpu-trial';
import { type ExampleSource, firstNumbers } from '../fit/example-source';
import { described } from './described-run';
import { type RunSession, tell } from './run-session';

/**
 * What trains a phase. Where the user asks for the GPU, it is what is quicker on a first batch: the usual engine or the GPU,
 * if that changes the same as the processor does. It is written into the record before anything is trained, so that a run
 * that is gone on with goes on with the same.
 */
export async function phaseEngine(
  session: RunSession,
  place: Omit<PhaseEngine, 'engine'>,
  task: PhaseTask,
  train: ExampleSource,
): Promise<Engine> {
  const { training, onGpu } = session.engines;
  const recorded = session.phaseEngines.find(
    ({ start, phase }) => start === place.start && phase === place.phase,
  );
  if (recorded !== undefined) return begunWith(session, recorded);
  if (onGpu === undefined) return training;
  const verdict = await session.times.time('try the GPU', async () =>
    tryTraining(onGpu, training, task, await firstBatch(session, train)),
  );
  const engine = chosen(session, verdict, onGpu.gpu, training);
  session.phaseEngines = [...session.phaseEngines, { ...place, engine: engine.name }];
  await writeRunRecord(session.folder, { ...session.record, ...described(session) });
  return engine;
}

function begunWith({ folder, engines }: RunSession, { phase, engine }: PhaseEngine): Engine {
  const { training, onGpu } = engines;
  if (engine === onGpu?.gpu.name) return onGpu.gpu;
  if (engine !== training.name) {
    const message = `Phase ${phase} was begun with ${engine}, which is not there now. It goes on with ${training.name}, which rounds otherwise: the weights are not those of a run that was never interrupted.`;
    tell({ folder }, { event: 'warning', code: 'engine-changed', message });
  }
  return training;
}

async function firstBatch({ plan }: RunSession, train: ExampleSource): Promise<LabelledBatch> {
  const examples = firstNumbers(Math.min(plan.training.batchSize, train.labels.length));
  // A copy: what is read lasts until the second batch from then.
  const values = (await train.read(examples, 1)).slice();
  return {
    batch: { values, shape: [examples.length, ...train.shape] },
    labels: examples.map((example) => train.labels[example] ?? 0),
  };
}

/** The one that a verdict is for; where the GPU is unfit, a warning says why. */
export function chosen<Kind extends { readonly name: string }>(
  session: Pick<RunSession, 'folder'>,
  verdict: GpuVerdict,
  gpu: Kind,
  usual: Kind,
): Kind {
  if (!('unfit' in verdict)) return verdict.isQuicker ? gpu : usual;
  const message = `The GPU is not used: ${verdict.unfit}. ${usual.name} is used instead.`;
  tell(session, { event: 'warning', code: 'gpu-unfit', message });
  return usual;
}
