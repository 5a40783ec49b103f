import { appendMetric, appendRunEvent } from '../../disk/runs/run-events-file';
import { type EpochEvent, parseRunEvent, type RunEventBody } from '../../shared/run-events';

const mark = '@td ';

/** Writes what a job tells into its run's folder, as a run on this machine writes it. */
export class JobEvents {
  readonly #epochs: Set<string>;
  /** What the job says it failed by. */
  failure: { readonly code: string; readonly message: string } | undefined;

  /** @param epochs that are in the folder already: a job that goes on repeats those after its checkpoint */
  constructor(
    private readonly folder: string,
    epochs: readonly EpochEvent[],
  ) {
    this.#epochs = new Set(epochs.map(keyOf));
  }

  /** @throws TransferError `disk-full` */
  take(line: string): void {
    if (!line.startsWith(mark)) {
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
        if (this.#epochs.has(keyOf(event))) return;
        this.#epochs.add(keyOf(event));
        appendMetric(this.folder, event);
        appendRunEvent(this.folder, event);
        return;
      case 'progress':
      case 'cache':
      case 'phase':
      case 'warning':
        appendRunEvent(this.folder, event);
    }
    // How the run begins and ends this machine says.
  }
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
