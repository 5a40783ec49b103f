import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Tells one process from all others, also from a later one that got the same number. */
export interface ProcessIdentity {
  readonly processId: number;
  /** Opaque; compared only for equality. Empty where the system would not tell. */
  readonly startTime: string;
  readonly host: string;
}

let own: ProcessIdentity | undefined;

/** The identity of the process that asks. */
export function ownIdentity(): ProcessIdentity {
  own ??= { processId: process.pid, startTime: startTimeOf(process.pid) ?? '', host: os.hostname() };
  return own;
}

/**
 * Whether that process still runs. One on another machine can't be asked and counts as running: two runs in
 * one folder would be worse than one that has to be freed by hand.
 */
export function isRunning(identity: ProcessIdentity): boolean {
  if (identity.host !== os.hostname()) return true;
  if (!takesSignals(identity.processId)) return false;
  const startTime = startTimeOf(identity.processId);
  if (startTime === 'ended') return false;
  return startTime === undefined || identity.startTime === '' || startTime === identity.startTime;
}

function takesSignals(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When the process began, in the system's own words; `ended` for one that waits to be reaped. */
function startTimeOf(processId: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStartTime(processId);
    return process.platform === 'win32' ? windowsStartTime(processId) : posixStartTime(processId);
  } catch {
    return undefined;
  }
}

function linuxStartTime(processId: number): string {
  const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
  // The second field is the program's name in brackets and may hold spaces and brackets itself (proc(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${fields[19]}`;
}

function posixStartTime(processId: number): string {
  const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const command = ['-o', 'lstart=', '-p', String(processId)];
  return execFileSync('ps', command, { encoding: 'utf8', env: environment, timeout: 5000 }).trim();
}

function windowsStartTime(processId: number): string {
  const command = `(Get-Process -Id ${processId}).StartTime.ToFileTimeUtc()`;
  return execFileSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command], {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
  }).trim();
}
