import { TransferError } from '../../design/transfer-error';
import type { Project } from '../project/project';
import { lookAtProject, type lookStages } from './look-at-project';
import type { RunLaunch } from './run-process';

/** A look at a project's pictures that goes on, or how the last one ended without an answer. */
export type LookState =
  | {
      readonly kind: 'looking';
      readonly stage: keyof typeof lookStages;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'failed'; readonly message: string };

export interface LooksOptions {
  readonly launch: (signal: AbortSignal) => Promise<RunLaunch>;
  /** Called with the project's file when there is something else to tell. */
  readonly onChange: (file: string) => void;
}

/** The looks for odd pictures of open projects: one of each project at a time. What they find is kept on the disk. */
export class Looks {
  readonly #states = new Map<string, LookState>();
  readonly #going = new Map<string, AbortController>();

  constructor(private readonly options: LooksOptions) {}

  /** Undefined where none goes on and none has failed. */
  of(file: string): LookState | undefined {
    return this.#states.get(file);
  }

  /** Resolves with whether something was found out; a second call on the same project does nothing. Never rejects. */
  async begin(project: Project): Promise<boolean> {
    const { file } = project;
    if (this.#going.has(file)) return false;
    const stop = new AbortController();
    this.#going.set(file, stop);
    let last = 0;
    try {
      this.#tell(file, { kind: 'looking', stage: 'images', done: 0, total: 1 });
      await lookAtProject(project, await this.options.launch(stop.signal), {
        signal: stop.signal,
        onProgress: (stage, done, total) => {
          const now = performance.now();
          if (done < total && now - last < toldEvery) return;
          last = now;
          this.#tell(file, { kind: 'looking', stage, done, total });
        },
      });
      this.#tell(file, undefined);
      return true;
    } catch (error) {
      this.#tell(file, stop.signal.aborted ? undefined : { kind: 'failed', message: messageOf(error) });
      return false;
    } finally {
      this.#going.delete(file);
    }
  }

  /** Ends one that goes on. */
  stop(file: string): void {
    this.#going.get(file)?.abort();
  }

  dispose(): void {
    for (const stop of this.#going.values()) stop.abort();
  }

  #tell(file: string, state: LookState | undefined): void {
    if (state) this.#states.set(file, state);
    else this.#states.delete(file);
    this.options.onChange(file);
  }
}

/** Milliseconds. */
const toldEvery = 250;

function messageOf(error: unknown): string {
  if (error instanceof TransferError) return error.message;
  return `The pictures could not be compared (${error instanceof Error ? error.message : String(error)}).`;
}
