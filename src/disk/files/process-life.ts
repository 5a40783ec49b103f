import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { promisify } from 'node:util';
import { errorCode } from './error-code';

/** Tells one process from all others, also from a later one that got the same number. */
export interface ProcessIdentity {
  readonly processId: number;
  /** Opaque; compared only for equality. Empty where the system would not tell. */
  readonly startTime: string;
  readonly host: string;
}

/** How the system is asked; another one in tests. */
export interface ProcessSystem {
  readonly platform: string;
  /** What a program prints; rejects where it fails. */
  run(program: string, programArguments: readonly string[]): Promise<string>;
  takesSignals(processId: number): boolean;
  /** Milliseconds. */
  now(): number;
}

let own: ProcessIdentity | undefined;

/** The identity of the process that asks. */
export function ownIdentity(): ProcessIdentity {
  own ??= { processId: process.pid, startTime: ownStartTime() ?? '', host: os.hostname() };
  return own;
}

/**
 * Whether that process still runs. One on another machine can't be asked and counts as running: two runs in
 * one folder would be worse than one that has to be freed by hand.
 */
export function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return here.isRunning(identity);
}

/**
 * Where a process's start time takes a program to ask, the answer is kept for that long, while the number stays in use:
 * a follower asks every second, and no system gives a number away again at once.
 */
const keptFor = 60_000;

interface KeptAnswer {
  readonly asked: number;
  readonly startTime: Promise<string | undefined>;
}

/** The processes of one machine, as far as someone has asked. */
export class ProcessTable {
  readonly #kept = new Map<number, KeptAnswer>();

  constructor(private readonly system: ProcessSystem) {}

  /** See {@link isRunning}. */
  async isRunning({ processId, startTime, host }: ProcessIdentity): Promise<boolean> {
    if (host !== os.hostname()) return true;
    if (!this.system.takesSignals(processId)) {
      this.#kept.delete(processId);
      return false;
    }
    // Nothing to compare with.
    if (startTime === '' && this.system.platform !== 'linux') return true;
    const now = await this.#startTimeOf(processId);
    if (now === 'ended') return false;
    return now === undefined || startTime === '' || now === startTime;
  }

  #startTimeOf(processId: number): Promise<string | undefined> {
    if (this.system.platform === 'linux') return Promise.resolve(linuxStartTime(processId));
    const kept = this.#kept.get(processId);
    const time = this.system.now();
    if (kept && time - kept.asked < keptFor) return kept.startTime;
    const { program, programArguments } = startTimeProgram(this.system.platform, processId);
    const startTime = this.system.run(program, programArguments).then(
      (text) => text.trim(),
      () => undefined,
    );
    this.#kept.set(processId, { asked: time, startTime });
    return startTime;
  }
}

const longestAnswer = 10_000;
// In words that do not change with the user's language and place.
const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
const asking = { encoding: 'utf8', env: environment, timeout: longestAnswer, windowsHide: true } as const;
const execute = promisify(execFile);

const here = new ProcessTable({
  platform: process.platform,
  run: async (program, programArguments) => (await execute(program, [...programArguments], asking)).stdout,
  takesSignals,
  now: Date.now,
});

function takesSignals(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return errorCode(error) === 'EPERM';
  }
}

/** When this process began, in the system's own words. */
function ownStartTime(): string | undefined {
  if (process.platform === 'linux') return linuxStartTime(process.pid);
  const { program, programArguments } = startTimeProgram(process.platform, process.pid);
  try {
    return execFileSync(program, programArguments, asking).trim();
  } catch {
    return undefined;
  }
}

/** `ended` for one that waits to be reaped. */
function linuxStartTime(processId: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces and brackets itself (proc(5)).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function startTimeProgram(
  platform: string,
  processId: number,
): { readonly program: string; readonly programArguments: string[] } {
  if (platform === 'win32') {
    const command = `(Get-Process -Id ${processId}).StartTime.ToFileTimeUtc()`;
    const programArguments = ['-NoProfile', '-NonInteractive', '-Command', command];
    return { program: 'powershell.exe', programArguments };
  }
  return { program: 'ps', programArguments: ['-o', 'lstart=', '-p', String(processId)] };
}
