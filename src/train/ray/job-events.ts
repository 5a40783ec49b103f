import { appendMetric, appendRunEvent } from '../../disk/runs/run-events-file';
import {
  type EpochEvent,
  type ProgressEvent,
  parseRunEvent,
  type RunEventBody,
  type Stage,
} from '../../shared/run-events';

const mark = '@td ';
const progressMilliseconds = 500;
const mostWords = 300;

/** Writes what a job tells into its run's folder, as a run on this machine writes it. */
export class JobEvents {
  readonly #told: Set<string>;
  readonly #kept: Set<string>;
  #lastProgress = Number.NEGATIVE_INFINITY;
  /** What the job says it failed by. */
  failure: { readonly code: string; readonly message: string } | undefined;
  /** What it printed last that is no event. */
  lastWords = '';

  /**
   * @param epochs that are in the folder already, among the events told and among the metrics kept: a job that goes on repeats those
   * after its checkpoint, and a process that was killed may have written an epoch to the one and not to the other
   * @param waitsFor what the job does that it tells nothing of, until it tells something
   */
  constructor(
    private readonly folder: string,
    { told, kept }: Readonly<Record<'told' | 'kept', readonly EpochEvent[]>>,
    public waitsFor: Stage | undefined,
  ) {
    this.#told = new Set(told.map(keyOf));
    this.#kept = new Set(kept.map(keyOf));
  }

  /** @throws TransferError `disk-full` */
  take(line: string): void {
    if (!line.startsWith(mark)) {
      if (line.trim() !== '') this.lastWords = line.trim().slice(0, mostWords);
      // Into the run's log.
      console.log(line);
      return;
    }
    const event = eventIn(line.slice(mark.length));
    switch (event?.event) {
      case 'failed':
        this.failure = { code: event.code, message: event.message };
        return;
      case 'epoch':
        this.waitsFor = undefined;
        if (isNew(this.#kept, event)) appendMetric(this.folder, event);
        if (isNew(this.#told, event)) appendRunEvent(this.folder, event);
        return;
      case 'cache':
        // Each of them loads what it trains with.
        this.waitsFor = 'start the workers';
        appendRunEvent(this.folder, { ...event, onCluster: true });
        return;
      case 'progress':
        this.waitsFor = undefined;
        this.#progress(event);
        return;
      case 'phase':
        this.waitsFor = undefined;
        appendRunEvent(this.folder, event);
        return;
      case 'warning':
      case 'fallback':
        appendRunEvent(this.folder, event);
    }
    // How the run begins and ends this machine says.
  }

  #progress(event: ProgressEvent): void {
    const now = performance.now();
    if (event.done < event.total && now - this.#lastProgress < progressMilliseconds) return;
    this.#lastProgress = now;
    appendRunEvent(this.folder, event);
  }
}

/** Whether an epoch is not among those yet; then it is from now on. */
function isNew(epochs: Set<string>, epoch: EpochEvent): boolean {
  const before = epochs.size;
  return epochs.add(keyOf(epoch)).size > before;
}

function keyOf({ start, phase, epoch }: EpochEvent): string {
  return `${start} ${phase} ${epoch}`;
}

/** An event as it must be; undefined for anything else that somebody may have printed. */
function eventIn(text: string): RunEventBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const event = parseRunEvent(JSON.stringify({ ...value, time: new Date(0).toISOString() }));
    if (event === undefined) return undefined;
    const { time: _, ...body } = event;
    return body as RunEventBody;
  } catch {
    return undefined;
  }
}
