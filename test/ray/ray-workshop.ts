import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plan } from '../../src/design/plan';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { answerIn } from '../../src/launch/programs/output-lines';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import type { RayExport, RayExportLine, RayQuestion } from '../../src/shared/ray-question';
import {
  adoptCheckpoint,
  type Checkpoint,
  readCheckpoint,
  runIdentity,
} from '../../src/train/run/checkpoint';
import { plainSeal, readTensorFile } from '../../src/train/run/tensor-file';
import { dist, nativeEngineFolder, phases, RunWorkshop } from '../train/run-workshop';
import { farthest } from './kept-rows';
import { jobFolder } from './python-for-ray';

const { head, everything } = phases;

/** A small project that is trained here and on Ray. */
export class RayWorkshop {
  private constructor(
    readonly local: RunWorkshop,
    readonly folder: string,
  ) {}

  static async open(): Promise<RayWorkshop> {
    const local = await RunWorkshop.open(await nativeEngineFolder());
    return new RayWorkshop(local, await mkdtemp(path.join(tmpdir(), 'ray-workshop-')));
  }

  async close(): Promise<void> {
    await this.local.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * The head, then the whole network, and that from a random start as well, by the statistics of each batch; on pictures of noise,
   * where no maximum is tied, which a shift by more than a pixel would change. Nothing drops out.
   */
  plan(): Plan {
    const plan = this.local.plan();
    return {
      ...plan,
      case: 4,
      head: { ...plan.head, layers: [{ dense: 6 }] },
      layers: plan.layers.filter(({ type }) => type !== 'Dropout'),
      training: {
        ...plan.training,
        classWeights: [1, 0.5, 1.5],
        augment: { flip: 'both', shift: 0.07, brightness: 0.2, views: 3 },
        fallback: 'compare',
        fallbackPhases: [{ ...everything, batchNorm: 'batch', epochs: 8, patience: 8 }],
      },
      phases: [
        { ...head, epochs: 3, patience: 3 },
        { ...everything, batchNorm: 'inference', epochs: 4, patience: 4 },
      ],
    };
  }

  /** Writes the folder for Ray, by the process that users' terminals start. */
  async export(plan: Plan, name: string): Promise<{ readonly place: string; readonly exported: RayExport }> {
    const place = path.join(this.folder, name);
    const { modelFile: base, fingerprint, engine } = this.local;
    const question: RayQuestion = { plan, base, fingerprint, folder: place, programs: jobFolder };
    const { stdout, stderr } = await runToEnd(process.execPath, [path.join(dist, 'ray-export.js')], {
      input: JSON.stringify(question),
      environment: { TRANSFER_DESIGNER_TFJS_NODE: engine, TF_CPP_MIN_LOG_LEVEL: '2' },
    });
    for (const text of stdout.split('\n')) {
      const line = answerIn(text) as RayExportLine | undefined;
      if (line && 'exported' in line) return { place, exported: line.exported };
    }
    throw new Error(stdout + stderr);
  }

  /** Trains a plan on this machine. */
  async trainHere(plan: Plan): Promise<{ readonly run: string; readonly checkpoint: Checkpoint }> {
    const run = await this.local.prepare(plan);
    const { status, log } = await this.local.go(run);
    if (status !== 0) throw new Error(log);
    return { run, checkpoint: (await readCheckpoint(run)) as Checkpoint };
  }

  /** Lays what a job has left into a run's folder, and lets the run end as any that is resumed. */
  async takeBack(
    plan: Plan,
    state: string,
  ): Promise<{ readonly run: string; readonly checkpoint: Checkpoint }> {
    const run = await this.local.prepare(plan);
    await adoptCheckpoint(run, state, runIdentity(await readRunRecord(run)));
    const checkpoint = (await readCheckpoint(run)) as Checkpoint;
    const { status, log } = await this.local.go(run);
    if (status !== 0) throw new Error(log);
    return { run, checkpoint };
  }
}

/** The largest difference between the weights of each start of a result and another's, which may hold more that did not change. */
export function apart(one: Checkpoint, other: Checkpoint): number {
  const differences = one.outcomes.flatMap(({ start, weights }, index) => {
    const others = other.outcomes[index];
    if (others?.start !== start) return [Number.NaN];
    return [...weights].map(([name, { values }]) =>
      farthest(values, others.weights.get(name)?.values ?? new Float32Array()),
    );
  });
  return differences.length === 0 ? Number.NaN : Math.max(...differences);
}

/** What a job has left of a run's name in a storage: `state.bin` or `judged.bin`. */
export function leftBy(storage: string, name: string, file: 'state.bin' | 'judged.bin') {
  return readTensorFile(path.join(storage, name, 'out', file), plainSeal);
}

export const stateFile = (storage: string, name: string): string =>
  path.join(storage, name, 'out', 'state.bin');

/** The newest checkpoint that Ray goes on from; one whose files are there need not be one yet. */
export async function newestCheckpoint(storage: string, name: string): Promise<string | undefined> {
  const file = path.join(storage, name, 'train', 'checkpoint_manager_snapshot.json');
  try {
    const { latest_checkpoint_result: latest } = JSON.parse(await readFile(file, 'utf8'));
    return latest?.checkpoint_dir_name;
  } catch {
    // It is not there yet, or being written.
    return undefined;
  }
}
