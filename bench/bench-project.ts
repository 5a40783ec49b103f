import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plan } from '../src/design/plan';
import { readRunRecord } from '../src/disk/runs/run-folder';
import type { EngineChoice } from '../src/launch/engine/engine-choice';
import { findEngine } from '../src/launch/engine/engine-search';
import { installationAround } from '../src/launch/programs/installation';
import { findNode, type NodeProgram } from '../src/launch/programs/node-program';
import { openProject, type Project } from '../src/launch/project/project';
import { startRun } from '../src/launch/runs/start-run';
import type { RunRecord } from '../src/shared/run-record';

const installation = installationAround(path.resolve(import.meta.dirname, '../dist'));

/** tfjs-node and the Node it runs in. @throws Error where there is no tfjs-node: nothing is timed without it */
export async function nativeEngine(): Promise<{ engine: EngineChoice; node: NodeProgram }> {
  const node = await findNode();
  const { engine } = await findEngine({ installation, node });
  if (engine.id !== 'tfjs-node') throw new Error('There is no tfjs-node: run "npm run runtime" first.');
  return { engine, node };
}

/** A folder of its own for a project that is timed. */
export class BenchProject {
  private constructor(readonly folder: string) {}

  static async make(text: string, fill: (folder: string) => Promise<unknown>): Promise<BenchProject> {
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
    await fill(folder);
    await writeFile(path.join(folder, 'transfer.yaml'), text);
    return new BenchProject(folder);
  }

  /** Removes what earlier runs kept, so that the next one begins cold. */
  async forget(): Promise<void> {
    for (const name of ['.transfer', 'runs'])
      await rm(path.join(this.folder, name), { recursive: true, force: true });
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Runs the project as the terminal would, by default on tfjs-node. @throws Error if the run does not finish */
  async run(
    change: (plan: Plan) => Plan = (plan) => plan,
    text?: string,
    choice?: EngineChoice,
  ): Promise<RunRecord> {
    const { engine, node } = choice ? { engine: choice, node: await findNode() } : await nativeEngine();
    if (text !== undefined) await writeFile(path.join(this.folder, 'transfer.yaml'), text);
    const project = await openProject(this.folder, { installation, node, allowDownload: true });
    const { plan, problems } = project.result;
    if (plan === undefined || project.base === undefined) throw new Error(problemsOf(project));
    const { file, folder, base } = project;
    const run = await startRun(
      { file, folder, text: project.text, plan: change(plan), base, problems },
      { installation, node, engine },
    );
    // A run is detached and keeps nobody waiting; the benchmark waits.
    const waiting = setInterval(() => undefined, 1000);
    const ending = await run.ended.finally(() => clearInterval(waiting));
    const record = await readRunRecord(run.folder);
    if (record.state !== 'finished') throw new Error(`The run ${ending}: ${record.failure?.message}`);
    return record;
  }
}

function problemsOf(project: Project): string {
  return project.result.problems.map(({ message }) => message).join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
