import { closeSync, fstatSync, readSync, watch, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isTransferError } from '../../design/transfer-error';
import { epochCheck } from '../../shared/run-event-checks';
import { type EpochEvent, parseRunEvent, type RunEvent, type RunEventBody } from '../../shared/run-events';
import { asDiskFull } from '../files/disk-full';
import { openForAppending, openToRead, readWhole } from '../files/project-files';
import { runFolderLayout } from '../files/run-folder-layout';
import { writeFileWhole } from '../files/whole-file';

/**
 * Adds an event, with the time, to the run's `events.jsonl`. It is there for others when this returns. Throws
 * `disk-full` where there is no room.
 */
export function appendRunEvent(folder: string, body: RunEventBody): void {
  appendLine(path.join(folder, runFolderLayout.events), { time: new Date().toISOString(), ...body });
}

/** Adds an epoch to `metrics.jsonl`. Throws TransferError `disk-full` where there is no room. */
export function appendMetric(folder: string, epoch: EpochEvent): void {
  appendLine(path.join(folder, runFolderLayout.metrics), epoch);
}

/** Replaces `metrics.jsonl` by these epochs, whole or not at all: a resumed run drops those it will repeat. */
export async function rewriteMetrics(folder: string, epochs: readonly EpochEvent[]): Promise<void> {
  const lines = epochs.map((epoch) => `${JSON.stringify(epoch)}\n`).join('');
  await writeFileWhole(path.join(folder, runFolderLayout.metrics), lines);
}

/** Hundreds of thousands of epochs. */
const mostMetricsBytes = 64 * 1024 ** 2;

/**
 * The epochs of `metrics.jsonl`, in order; none if there is no such file, or one that no run has written. Half-written
 * and other lines are left out.
 */
export async function readMetrics(folder: string): Promise<EpochEvent[]> {
  const file = path.join(folder, runFolderLayout.metrics);
  const bytes = await readWhole(file, mostMetricsBytes).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || isTransferError(error, 'place-refused')) return '';
    throw error;
  });
  const lines = bytes.toString('utf8').split('\n');
  return lines.flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return epochCheck(value, '') === undefined ? [value as EpochEvent] : [];
    } catch {
      return [];
    }
  });
}

/** One write for the whole line. A half line that a killed process left is ended first, so this one is whole. */
function appendLine(file: string, value: object): void {
  const descriptor = openForAppending(file);
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1, '\n');
    if (size > 0) readSync(descriptor, last, 0, 1, size - 1);
    const start = last.toString() === '\n' ? '' : '\n';
    writeLine(descriptor, Buffer.from(`${start}${JSON.stringify(value)}\n`), file);
  } finally {
    closeSync(descriptor);
  }
}

function writeLine(descriptor: number, line: Buffer, file: string): void {
  try {
    // What does not fit in one go meets the full disk in the next.
    for (let done = 0; done < line.length; ) done += writeSync(descriptor, line, done);
  } catch (error) {
    throw asDiskFull(error, path.dirname(file), line.length);
  }
}

/**
 * Tells each event that is there, in order. Nothing of a file that is missing, or that no run has written.
 */
export async function readRunEvents(folder: string, onEvent: (event: RunEvent) => void): Promise<void> {
  const tail = new Tail(path.join(folder, runFolderLayout.events), 0);
  for (;;) {
    const lines = await tail.newLines();
    if (lines === undefined) return;
    for (const line of lines) {
      const event = parseRunEvent(line);
      if (event) onEvent(event);
    }
  }
}

export interface FollowOptions {
  /** Whether events that are already there are told too. */
  readonly fromStart: boolean;
  /** Ends the following. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

const pollMilliseconds = 100;

/**
 * Tells each event of the run in `folder` as it is written, in order, until `signal` aborts; then it resolves.
 * The file may appear later, and one that is replaced or cut is read from its start. Rejects if `onEvent`
 * throws.
 */
export async function followRunEvents(folder: string, options: FollowOptions): Promise<void> {
  const file = path.join(folder, runFolderLayout.events);
  const tail = new Tail(file, options.fromStart ? 0 : await sizeOf(file));
  const pause = new Pause();
  const stopWatching = watchFolder(folder, () => pause.end());
  const onAbort = () => pause.end();
  options.signal.addEventListener('abort', onAbort);
  try {
    while (!options.signal.aborted) {
      const lines = await tail.newLines();
      for (const line of lines ?? []) {
        const event = parseRunEvent(line);
        if (event && !options.signal.aborted) options.onEvent(event);
      }
      if (lines !== undefined) continue;
      // Watching is only a hint: some file systems never tell, so the file is looked at anyway.
      if (!options.signal.aborted) await pause.begin(pollMilliseconds);
    }
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    stopWatching();
  }
}

/** A wait that can be cut short. */
class Pause {
  end: () => void = () => {};

  begin(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

function watchFolder(folder: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, onChange);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}

/** Read at once; the longest line, which tells a result and its wrong images, takes less than `longestLine`. */
const pieceBytes = 1024 ** 2;
const longestLine = 64 * 1024 ** 2;
/** A run that tells its progress ten times a second for a week writes less. */
const mostBytes = 1024 ** 3;

/** Reads the whole lines that have been added to a file since the last look. */
class Tail {
  #inode: number | undefined;
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(
    private readonly file: string,
    private position: number,
  ) {}

  /** The lines of the next piece; undefined where nothing has been added. */
  async newLines(): Promise<readonly string[] | undefined> {
    const handle = await openToRead(this.file).catch(() => undefined);
    if (!handle) return undefined;
    try {
      const { ino, size } = await handle.stat();
      const replaced = this.#inode !== undefined && this.#inode !== ino;
      if (replaced || size < this.position) {
        this.position = 0;
        this.#keep();
      }
      this.#inode = ino;
      if (size > mostBytes) return undefined;
      const added = Buffer.alloc(Math.min(pieceBytes, size - this.position));
      const { bytesRead } = await handle.read(added, 0, added.length, this.position);
      if (bytesRead === 0) return undefined;
      this.position += bytesRead;
      return this.#wholeLines(added.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  }

  #wholeLines(added: Buffer): string[] {
    const end = added.lastIndexOf('\n') + 1;
    if (end === 0) {
      // A line without end is none of ours. What follows it is told again once it ends.
      if (this.#restBytes + added.length > longestLine) this.#keep(Buffer.from('x'));
      else this.#keep(...this.#rest, added);
      return [];
    }
    const whole = Buffer.concat([...this.#rest, added.subarray(0, end)]);
    this.#keep(added.subarray(end));
    return whole.toString('utf8').split('\n').filter(Boolean);
  }

  #keep(...pieces: readonly Buffer[]): void {
    this.#rest = pieces.filter(({ length }) => length > 0);
    this.#restBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  }
}
