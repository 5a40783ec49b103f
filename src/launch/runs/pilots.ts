import type { Pilot } from '../../design/pilot';
import { TransferError } from '../../design/transfer-error';
import type { Installation } from '../programs/installation';
import type { Project } from '../project/project';
import { type KeptPilot, KeptPilots, type PilotProgress, pilotKey, runPilot } from './pilot';
import type { RunLaunch } from './run-process';

/** How the pilot of a file stands. */
export interface PilotState {
  /** Null where none goes on. */
  readonly going: PilotGoing | null;
  /** What was found last; null where nothing was yet, or it is still being read. */
  readonly found: FoundPilot | null;
  /** Why the last one failed; empty where it did not. */
  readonly failure: string;
}

export interface FoundPilot {
  readonly pilot: Pilot;
  /** What it depends on has changed since: the plan of either way, or the images. */
  readonly stale: boolean;
}

export interface PilotGoing {
  readonly minutes: number;
  /** Null while it is getting ready. */
  readonly progress: PilotProgress | null;
  readonly stopping: boolean;
}

interface Entry {
  going: PilotGoing | null;
  failure: string;
  stop?: AbortController;
  /** Undefined until it is asked for, null where there is none. */
  kept?: KeptPilot | null | 'being read';
}

/** The pilots of open projects, one a file. Asking never waits: what was kept is read in the background. */
export class Pilots {
  readonly #entries = new Map<string, Entry>();
  /** Plans for both ways are made for it, which a panel that is drawn at each key press should not wait for twice. */
  readonly #keys = new WeakMap<Project, string | undefined>();

  /**
   * @param mayRead whether what is kept in a project's folder may be believed
   * @param onChange called with the project's file when there is something new of its pilot
   */
  constructor(
    private readonly installation: Installation,
    private readonly mayRead: () => boolean,
    private readonly launch: (signal: AbortSignal) => Promise<RunLaunch>,
    private readonly onChange: (file: string) => void,
  ) {}

  of(project: Project): PilotState {
    const entry = this.#entry(project.file);
    if (entry.kept === undefined && this.mayRead()) void this.#read(project, entry);
    const { going, failure, kept } = entry;
    const found =
      !kept || kept === 'being read' ? null : { pilot: kept.pilot, stale: this.#isStale(project, kept) };
    return { going, failure, found };
  }

  /**
   * Begins one; where one of the file goes on, that is meant. Never rejects: a failure is part of the state.
   * @returns what it found; undefined where it found nothing, or went on already
   */
  async begin(
    project: Project,
    minutes: number,
    onProgress?: (progress: PilotProgress) => void,
  ): Promise<Pilot | undefined> {
    const { file } = project;
    const entry = this.#entry(file);
    if (entry.going !== null) return undefined;
    const stop = new AbortController();
    entry.stop = stop;
    const tell = (progress: PilotProgress | null) => {
      entry.going = { minutes, progress, stopping: stop.signal.aborted };
      if (progress !== null) onProgress?.(progress);
      this.onChange(file);
    };
    entry.failure = '';
    tell(null);
    try {
      const launch = await this.launch(stop.signal);
      return await runPilot(project, launch, { minutes, signal: stop.signal, onProgress: tell });
    } catch (error) {
      if (!stop.signal.aborted) entry.failure = messageOf(error);
      return undefined;
    } finally {
      entry.going = null;
      delete entry.stop;
      delete entry.kept;
      this.onChange(file);
    }
  }

  /** Ends the one of a file after the batch at hand; what it found by then stays. */
  stop(file: string): void {
    const entry = this.#entries.get(file);
    if (!entry?.going || !entry.stop) return;
    entry.stop.abort();
    entry.going = { ...entry.going, stopping: true };
    this.onChange(file);
  }

  dispose(): void {
    for (const { stop } of this.#entries.values()) stop?.abort();
  }

  #entry(file: string): Entry {
    const known = this.#entries.get(file);
    if (known) return known;
    const entry: Entry = { going: null, failure: '' };
    this.#entries.set(file, entry);
    return entry;
  }

  #isStale(project: Project, { key }: KeptPilot): boolean {
    if (!this.#keys.has(project)) this.#keys.set(project, pilotKey(project));
    return this.#keys.get(project) !== key;
  }

  async #read({ folder, file }: Project, entry: Entry): Promise<void> {
    entry.kept = 'being read';
    // One that can't be read is none.
    const read = async () => (await KeptPilots.of(folder, this.installation)).read(file);
    const kept = (await read().catch(() => undefined)) ?? null;
    // A pilot that has ended meanwhile has it read again.
    if (entry.kept !== 'being read') return;
    entry.kept = kept;
    if (kept !== null) this.onChange(file);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof TransferError) return error.message;
  return `The pilot failed (${error instanceof Error ? error.message : String(error)}).`;
}
