import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CutToMeasure } from '../../src/design/network/cuts-to-measure';
import { engineEnvironment } from '../../src/launch/engine/engine-choice';
import { installationAround } from '../../src/launch/programs/installation';
import { openProject, type Project } from '../../src/launch/project/project';
import { type Engines, loadEngines } from '../../src/train/engines/load-engines';
import { nativeEngine } from '../bench-project';
import { type BenchBase, benchBases } from './bases';
import { cutsOfGrid, type Planned, plannedOf, seeds, taskText } from './grid';
import { type AdviceTask, adviceTasks, layOut } from './tasks';
import { TaskOnBase, type Trained } from './truth';

/** What a plan of the grid came to with one seed: a line of `trained.jsonl`. */
export interface TrialResult extends Planned, Trained {
  readonly task: string;
  readonly base: string;
  readonly seed: number;
}

/** A task laid out for a base, as a project that leaves everything open. */
export interface OpenTask {
  readonly task: AdviceTask;
  readonly base: BenchBase;
  /** What stands behind `base:`. */
  readonly inFile: string;
  readonly project: Project;
  readonly cuts: readonly CutToMeasure[];
}

/** What was laid out and trained; the folder may be removed to begin anew. */
const kept = path.resolve(import.meta.dirname, '../.advice');
const resultsFile = path.join(kept, 'trained.jsonl');
const installation = installationAround(path.resolve(import.meta.dirname, '../../dist'));

/** The program's engines, in this process. Steps are so small that a second thread costs more than it gives. */
export async function benchEngines(): Promise<Engines> {
  for (const name of ['OMP_NUM_THREADS', 'TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'])
    process.env[name] ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  const { engine } = await nativeEngine();
  return loadEngines({ ...process.env, ...engineEnvironment(engine) });
}

/** Lays a task out where it is not yet, and opens it. */
export async function openTask(task: AdviceTask, base: BenchBase): Promise<OpenTask> {
  const folder = path.join(kept, base.name, task.name);
  const inFile = await base.inFile(folder);
  const file = path.join(folder, 'transfer.yaml');
  // Written last: where it is, all is.
  if (!existsSync(file)) {
    for (const side of ['train', 'test']) await rm(path.join(folder, side), { recursive: true, force: true });
    await layOut(task, folder);
    await writeFile(file, taskText(inFile, 'auto'));
  }
  const { node } = await nativeEngine();
  const project = await openProject(folder, { installation, node, allowDownload: false });
  return { task, base, inFile, project, cuts: cutsOfGrid(project, inFile) };
}

/** Every result that is on the disk. */
export async function results(): Promise<readonly TrialResult[]> {
  if (!existsSync(resultsFile)) return [];
  const lines = (await readFile(resultsFile, 'utf8')).split('\n');
  // A run that was killed leaves half a line at most, the last.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as TrialResult);
}

/**
 * Trains every plan of the grid on every task and base that was not trained yet, each on the disk as soon as it is there: first
 * those that leave the base frozen, which take a fifth of the time and already say what cuts are worth.
 */
export async function trainAll(engines: Engines): Promise<void> {
  await mkdir(kept, { recursive: true });
  const before = await results();
  await writeFile(resultsFile, before.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const nameOf = ({ task, base, seed, cut, tuned }: Omit<TrialResult, keyof Trained>): string =>
    JSON.stringify([task, base, seed, cut, tuned]);
  const done = new Set(before.map(nameOf));
  for (const tuned of [false, true])
    for (const task of adviceTasks)
      for (const base of benchBases) {
        const { project, inFile, cuts } = await openTask(task, base);
        let opened: TaskOnBase | undefined;
        for (const seed of seeds)
          for (const { layer: cut } of cuts) {
            const what = { task: task.name, base: base.name, seed, cut, tuned };
            if (done.has(nameOf(what))) continue;
            const plan = plannedOf(project, inFile, what, seed);
            opened ??= await TaskOnBase.open(project.base?.modelFile ?? '', plan, cuts, engines);
            const line: TrialResult = { ...what, ...(await opened.train(plan)) };
            await appendFile(resultsFile, `${JSON.stringify(line)}\n`);
          }
        const pace = tuned ? 'fine-tuned' : 'frozen';
        console.log(`${new Date().toISOString().slice(11, 19)} ${task.name} on ${base.name}: ${pace}`);
      }
}
