import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Plan, PlanPhase } from '../../src/design/plan';
import { runFolderLayout } from '../../src/disk/files/run-folder-layout';
import { createRunFolder, readRunRecord, writeRunRecord } from '../../src/disk/runs/run-folder';
import { findEngine } from '../../src/launch/engine/engine-search';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { parseRunEvent, type RunEvent } from '../../src/shared/run-events';
import type { RunRecord } from '../../src/shared/run-record';
import { baseFingerprint } from '../fixtures/base-look';
import { type SmallBaseVariant, writeSmallBase } from '../fixtures/small-base';
import { smallClasses, writeSmallImages } from '../fixtures/small-images';
import { noisyEngineFolder } from './noisy-engine';

export const dist = path.resolve(import.meta.dirname, '../../dist');

/**
 * The folder of a tfjs-node that works; with noise by batch where the environment variable `BATCH_NOISE` is set.
 *
 * @throws Error where there is none: these tests never pass without it
 */
export async function nativeEngineFolder(): Promise<string> {
  const { engine, refused } = await findEngine({
    installation: installationAround(dist),
    node: await findNode(),
  });
  if (engine.id !== 'tfjs-node') {
    throw new Error(
      `No tfjs-node: run "npm run runtime". ${refused.map(({ message }) => message).join(' ')}`,
    );
  }
  return process.env.BATCH_NOISE ? noisyEngineFolder(engine.location) : engine.location;
}

/** The folder of an onnxruntime-node that works. @throws Error where there is none */
export async function onnxRuntimeFolder(): Promise<string> {
  const { engine, refused } = await findEngine({
    installation: installationAround(dist),
    node: await findNode(),
  });
  if (engine.onnxRuntime !== undefined) return engine.onnxRuntime;
  throw new Error(
    `No onnxruntime-node: run "npm run runtime". ${refused.map(({ message }) => message).join(' ')}`,
  );
}

const head: PlanPhase = {
  trainable: ['head_dense_1', 'head_classes'],
  epochs: 6,
  minimumSteps: 0,
  learningRate: 0.01,
  patience: 6,
  batchNorm: 'inference',
  cache: { cut: 'flatten', bytes: 0 },
};

const everything: PlanPhase = {
  ...head,
  trainable: ['conv1', 'bn1', 'conv2', 'bn2', 'head_dense_1', 'head_classes'],
  epochs: 3,
  learningRate: 0.001,
  batchNorm: 'batch',
  cache: { cut: 'image', bytes: 0 },
};

export const phases = { head, everything };

const layerOf = (name: string, type: string, outputShape: number[], origin: 'base' | 'head', params = 0) => ({
  name,
  type,
  outputShape,
  params,
  multiplyAdds: 0,
  origin,
  frozen: origin === 'base',
});

/** A folder with the small base and images, in which plans can be run by the real process. */
export class RunWorkshop {
  private constructor(
    readonly folder: string,
    readonly modelFile: string,
    readonly fingerprint: string,
    readonly engine: string,
  ) {}

  /** @param engine the folder of tfjs-node, or '' for WebAssembly */
  static async open(engine: string, perClass = 12, variant?: SmallBaseVariant): Promise<RunWorkshop> {
    const folder = await mkdtemp(path.join(tmpdir(), 'run-workshop-'));
    const modelFile = await writeSmallBase(path.join(folder, 'base'), variant);
    await writeSmallImages(path.join(folder, 'images'), perClass, 'train');
    await writeSmallImages(path.join(folder, 'images-test'), 5, 'test');
    return new RunWorkshop(folder, modelFile, await baseFingerprint(modelFile), engine);
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Case 1's plan with a hidden layer and dropout in the head; `changes` replace parts of it. */
  plan(changes: Partial<Plan> = {}): Plan {
    return {
      case: 1,
      cut: 'flatten',
      init: 'pretrained',
      base: {
        model: './base',
        fingerprint: this.fingerprint,
        input: {
          size: [16, 16],
          resize: 'stretch',
          scale: { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], channels: 'rgb' },
        },
      },
      dataset: {
        path: path.join(this.folder, 'images'),
        validation: 0.25,
        test: path.join(this.folder, 'images-test'),
        classes: smallClasses,
        groupBy: null,
        images: 36,
      },
      head: { pool: 'none', layers: [{ dense: 6 }, { dropout: 0.2 }], units: smallClasses.length },
      layers: [
        ...['conv1', 'bn1', 'conv2', 'bn2'].map((name) => layerOf(name, 'Conv2D', [16, 16, 4], 'base')),
        layerOf('pool1', 'MaxPooling2D', [8, 8, 4], 'base'),
        layerOf('flatten', 'Flatten', [64], 'base'),
        layerOf('head_dense_1', 'Dense', [6], 'head', 390),
        layerOf('head_dropout_1', 'Dropout', [6], 'head'),
        layerOf('head_classes', 'Dense', [3], 'head', 21),
        layerOf('head_softmax', 'Softmax', [3], 'head'),
      ],
      trainableParams: 411,
      frozenParams: 0,
      training: {
        batchSize: 8,
        optimizer: 'adam',
        seed: 1,
        cache: true,
        augment: null,
        classWeights: null,
        fallback: null,
        fallbackPhases: [],
      },
      phases: [head],
      ...changes,
    };
  }

  /** Makes a run folder for a plan without starting it. */
  async prepare(plan: Plan): Promise<string> {
    const runs = path.join(this.folder, 'runs');
    await mkdir(runs, { recursive: true });
    const run = await createRunFolder(runs, `case${plan.case}`, new Date());
    await writeRunRecord(run, {
      format: 2,
      name: path.basename(run),
      state: 'created',
      created: new Date().toISOString(),
      file: path.join(this.folder, 'transfer.yaml'),
      text: 'base: ./base\n',
      plan,
      base: { modelFile: this.modelFile, fingerprint: this.fingerprint },
      versions: {},
    });
    return run;
  }

  /** Runs (or resumes) a run folder to its end. `onEvent` may stop or kill it by way of the child. */
  async go(
    run: string,
    onEvent?: (event: RunEvent, kill: () => void) => void,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<EndedRun> {
    const child = spawn(process.execPath, [path.join(dist, 'run.js'), run], {
      env: {
        ...process.env,
        TRANSFER_DESIGNER_TFJS_NODE: this.engine,
        TF_CPP_MIN_LOG_LEVEL: '2',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => (log += piece.toString()));
    const before = (await eventsOf(run)).length;
    let hasEnded = false;
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve)).finally(
      () => (hasEnded = true),
    );
    // Each event once, and none after the end: a request to stop would then meet the next run of the folder.
    for (let seen = before; onEvent !== undefined && !hasEnded; await wait(5)) {
      const events = await eventsOf(run);
      if (hasEnded) break;
      for (const event of events.slice(seen)) onEvent(event, () => child.kill('SIGKILL'));
      seen = events.length;
    }
    const status = await ended;
    return { status, log, record: await readRunRecord(run), events: (await eventsOf(run)).slice(before) };
  }

  async run(changes: Partial<Plan> = {}): Promise<EndedRun & { readonly folder: string }> {
    const folder = await this.prepare(this.plan(changes));
    return { folder, ...(await this.go(folder)) };
  }
}

export interface EndedRun {
  readonly status: number | null;
  readonly log: string;
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
}

/** What a run has told. */
export async function eventsOf(run: string): Promise<RunEvent[]> {
  const text = await readFile(path.join(run, runFolderLayout.events), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => parseRunEvent(line) ?? []);
}

/** The saved network's weights, as bytes. */
export function savedWeights(run: string): Promise<Buffer> {
  return readFile(path.join(run, runFolderLayout.model, 'group1-shard1of1.bin'));
}
