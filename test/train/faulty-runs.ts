// Runs the run's own program, `dist/run.js`, again and again in this one process, each time on a disk on which one step
// fails, and resumes it on one that is whole: node faulty-runs.js BUNDLE PROJECT TEMPLATE STEP PLACE…, where
// TEMPLATE is a run's folder that was made ready and a place says which of these steps fails, from 1. It prints a
// FaultyRun a line, and ends with the first run in which nothing failed.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DiskStep, faultyDisk } from '../fixtures/disk-faults';

export interface FaultyRun {
  readonly step: DiskStep;
  readonly at: number;
  /** What failed, e.g. `rename runs/write-3/run.json`; undefined where the run came to its end before that. */
  readonly failed?: string;
  /** How many of these steps the run asked for before it ended. */
  readonly steps: number;
  readonly status: number;
  /** What the run's record and events say of the failure, or else what it printed. */
  readonly said: string;
  readonly resumed: number;
  /** What the resumed run came to. */
  readonly result: string;
}

const [bundle = '', project = '', template = '', step, ...places] = process.argv.slice(2);

/** Runs the program as if it were a process of its own. @returns its exit status and what it printed */
function runProgram(folder: string): Promise<{ status: number; printed: string }> {
  return new Promise((resolve) => {
    let printed = '';
    process.argv[2] = folder;
    process.exit = ((status: number) => resolve({ status, printed })) as typeof process.exit;
    console.error = (...said: unknown[]) => {
      printed += `${said.map((one) => (one instanceof Error ? one.message : String(one))).join(' ')}\n`;
    };
    delete require.cache[bundle];
    require(bundle);
  });
}

/** A process that ended without freeing its lock leaves one that nobody holds. */
function endHolder(folder: string): void {
  const lock = path.join(folder, 'lock');
  if (!existsSync(lock)) return;
  const text = readFileSync(lock, 'utf8');
  if (text.includes('"startTime":"'))
    writeFileSync(lock, text.replace(/"startTime":"/, '"startTime":"ended '));
}

/** What is the same for the same run: the saved weights, the answers and the epochs. */
function resultOf(folder: string): string {
  const read = (...names: string[]) => readFileSync(path.join(folder, ...names));
  const { state, result } = JSON.parse(read('run.json').toString());
  const epochs = read('metrics.jsonl')
    .toString()
    .replace(/"seconds(?:Left)?":[^,}]*/g, '');
  const hash = createHash('sha256').update(read('model', 'group1-shard1of1.bin'));
  hash.update(read('golden.json')).update(epochs).update(JSON.stringify(result.validation));
  return `${state} ${hash.digest('hex')}`;
}

function saidBy(folder: string, printed: string): string {
  const { failure } = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8'));
  return failure?.message ?? printed;
}

async function tryFault(at: number): Promise<FaultyRun> {
  const folder = path.join(project, 'runs', `${step}-${at}`);
  rmSync(path.join(project, '.transfer'), { recursive: true, force: true });
  cpSync(template, folder, { recursive: true });
  const code = at % 2 === 0 && step === 'write' ? 'ENOSPC' : 'EIO';
  const disk = faultyDisk(project, { step: step as DiskStep, at, code });
  const first = await runProgram(folder);
  const { steps, failed } = disk;
  disk.mend();
  const said = first.status === 0 ? '' : saidBy(folder, first.printed);
  endHolder(folder);
  const again = first.status === 0 ? first : await runProgram(folder);
  const result = again.status === 0 ? resultOf(folder) : again.printed;
  rmSync(folder, { recursive: true, force: true });
  return {
    ...{ step: step as DiskStep, at, steps, status: first.status, said, resumed: again.status, result },
    ...(failed === undefined ? {} : { failed }),
  };
}

async function tryFaults(): Promise<void> {
  for (const place of places) {
    const run = await tryFault(Number(place));
    process.stdout.write(`${JSON.stringify(run)}\n`);
    if (run.failed === undefined) return;
  }
}

const exit = process.exit.bind(process);
void tryFaults().then(
  () => exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    exit(1);
  },
);
