import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pythonWithKeras } from '../scripts/keras/python-with-keras';
import { readRunRecord } from '../src/disk/runs/run-folder';
import { engineEnvironment } from '../src/launch/engine/engine-choice';
import { runToEnd } from '../src/launch/programs/run-to-end';
import { runsFolder } from '../src/launch/runs/start-run';
import { engineTable, onnxRuntime } from '../src/shared/engines';
import { parseRunEvent } from '../src/shared/run-events';
import type { RunRecord } from '../src/shared/run-record';
import { nativeEngine } from './bench-project';
import { NotAvailable, type Took } from './trial';

const cli = path.resolve(import.meta.dirname, '../dist/cli.js');

const noTfjsNode = { [engineTable['tfjs-node'].package.variable]: '' };
const noOnnxRuntime = { [onnxRuntime.package.variable]: '' };

/** Which native packages a run may find, as the environment says it, and what the engine's name begins with that then trains. */
const enginesThere = {
  all: { environment: {}, trains: 'tfjs-node ' },
  'ONNX Runtime alone': { environment: noTfjsNode, trains: 'onnxruntime-node ' },
  'tfjs-node alone': { environment: noOnnxRuntime, trains: 'tfjs-node ' },
  none: { environment: { ...noTfjsNode, ...noOnnxRuntime }, trains: 'tfjs-wasm ' },
} as const;

export type EnginesThere = keyof typeof enginesThere;

/** A run, and what the terminal's command took with all that it started. */
export interface TrainedRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly took: Took;
}

/** What all parts of the benchmark work with: a folder for their files, and the programs that are timed. */
export class BenchTools {
  private constructor(
    private readonly folder: string,
    private readonly python: string,
    /** The environment of a process that computes with all native engines, as a run is given it. */
    readonly engineEnvironment: Readonly<Record<string, string>>,
    /** The name of the engine that trains. */
    readonly engineName: string,
    /** The folder of onnxruntime-node. */
    readonly onnxRuntime: string,
  ) {}

  /** @throws Error where an engine or a Python with Keras can't be had */
  static async open(): Promise<BenchTools> {
    const { engine } = await nativeEngine();
    const python = await pythonWithKeras();
    if (engine.onnxRuntime === undefined) throw new Error('There is no onnxruntime-node.');
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
    return new BenchTools(folder, python, engineEnvironment(engine), engine.name, engine.onnxRuntime);
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** A file or folder of the benchmark's own; nothing is there yet. */
  place(name: string): string {
    return path.join(this.folder, name);
  }

  /** Runs a script of this folder with Keras. @returns what it prints last: what it took */
  async keras(script: string, ...programArguments: readonly string[]): Promise<Took> {
    return lastLine(await this.#run(this.python, [scriptOf(script), ...programArguments]));
  }

  /** Writes a base as a Keras file, by `keras_base.py`. @returns the file */
  async kerasBase(what: string, edgeOrCut: string, name: string): Promise<string> {
    const file = this.place(name);
    await this.#run(this.python, [scriptOf('keras_base.py'), what, edgeOrCut, file]);
    return file;
  }

  /** The same, from the process's start to its end. */
  kerasProcess(script: string, ...programArguments: readonly string[]): Promise<Took> {
    return this.#measured(this.python, [scriptOf(script), ...programArguments]).then(({ took }) => took);
  }

  /** Runs a module of this folder with all native engines. @returns what it prints last: what it took */
  async module(module: string, ...programArguments: readonly string[]): Promise<Took> {
    const call = ['--import', 'tsx', path.join(import.meta.dirname, module), ...programArguments];
    return lastLine(await this.#run(process.execPath, call, this.engineEnvironment));
  }

  /**
   * Trains a project as a person would, by the terminal's command.
   * @throws NotAvailable where the engines that are there can't; Error where the run does not finish
   */
  async train(project: string, engines: EnginesThere = 'all'): Promise<TrainedRun> {
    const { environment, trains } = enginesThere[engines];
    const { took, status, stdout, stderr } = await this.#measured(
      process.execPath,
      [cli, 'train', project, '--json'],
      environment,
    );
    const events = stdout.trim().split('\n').map(parseRunEvent);
    const failed = events.find((event) => event?.event === 'failed');
    if (failed?.code === 'engine-cannot-train') throw new NotAvailable(failed.message);
    const started = events.find((event) => event?.event === 'started');
    if (status !== 0 || started === undefined)
      throw new Error(`The run did not finish: ${failed?.message ?? `${stdout}${stderr}`.slice(-2000)}`);
    const folder = path.join(runsFolder(project), started.run);
    const record = await readRunRecord(folder);
    const trained = record.engines?.training ?? 'nothing';
    if (!trained.startsWith(trains)) throw new NotAvailable(`The run trained with ${trained}.`);
    return { folder, record, took };
  }

  /** Writes a run's model as a Keras file. @returns the file */
  async exported(run: string, name: string): Promise<string> {
    const file = this.place(name);
    await rm(file, { force: true });
    await this.#run(process.execPath, [cli, 'export', run, file, '--to', 'h5']);
    return file;
  }

  /** A program's own time and that of all that it started and waited for. */
  async #measured(
    program: string,
    programArguments: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ took: Took; status: number | null; stdout: string; stderr: string }> {
    const facts = this.place('took.json');
    await writeFile(facts, '');
    const ended = await runToEnd(
      this.python,
      [scriptOf('measured.py'), facts, program, ...programArguments],
      { environment: { ...quiet, ...environment }, endsWithUs: true },
    );
    const written = await readFile(facts, 'utf8');
    if (written === '') throw new Error(`${program} could not be measured: ${ended.stderr.slice(-2000)}`);
    return { took: JSON.parse(written), ...ended };
  }

  async #run(
    program: string,
    programArguments: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { status, stdout, stderr, startError } = await runToEnd(program, programArguments, {
      environment: { ...quiet, ...environment },
      endsWithUs: true,
    });
    if (status !== 0) {
      const said = startError?.message ?? `${stdout}${stderr}`.slice(-2000);
      throw new Error(`${[program, ...programArguments].join(' ')}: ${said}`);
    }
    return stdout;
  }
}

const quiet = { TF_CPP_MIN_LOG_LEVEL: '3' };

function scriptOf(name: string): string {
  return path.join(import.meta.dirname, name);
}

function lastLine(output: string): Took {
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
