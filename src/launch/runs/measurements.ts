import type { Measurement } from '../../design/measurement';
import { type MeasurementLookup, measurementLookup } from '../project/kept-measurement';
import type { Project } from '../project/project';
import { expectedMeasureSeconds } from './measure-cost';
import { type MeasureStage, measuredImages, measureProject } from './measure-project';
import type { RunLaunch } from './run-process';

/** How measuring a project stands. */
export type MeasuringState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'measuring';
      readonly stage: MeasureStage;
      readonly done: number;
      readonly total: number;
    }
  /** Somebody had asked for it. */
  | { readonly kind: 'failed'; readonly message: string };

export interface MeasurementsOptions {
  readonly launch: (signal: AbortSignal) => Promise<RunLaunch>;
  /** Whether anything may be run on what lies in the project: not in a folder that is not trusted. */
  readonly mayMeasure: () => boolean;
  /** Whether what takes little time is measured unasked. */
  readonly measuresUnasked: () => boolean;
  /** Whether a run goes on, which would be slower for it. */
  readonly isTraining: () => boolean;
  /** Told of what has failed unasked. */
  readonly warn: (message: string) => void;
  /** Milliseconds without a change after which something is measured unasked; by default two seconds. */
  readonly delay?: number;
  readonly measure?: typeof measureProject;
}

/** Unasked it may take so many seconds. */
export const mostUnasked = 10;

interface Work {
  readonly key: string;
  readonly stop: AbortController;
  readonly done: Promise<Measurement>;
}

interface Known {
  project: Project;
  /** Of what was last to be measured. */
  key?: string;
  state: MeasuringState;
  timer?: NodeJS.Timeout;
  work?: Work;
  /** Whether somebody waits for the work. */
  isAsked: boolean;
}

const idle: MeasuringState = { kind: 'idle' };

/**
 * What is being measured of open projects: what somebody asks for, at once; and unasked, one after the other while no run trains,
 * what takes little time and was not measured yet.
 */
export class Measurements {
  readonly #known = new Map<string, Known>();
  /** Files and keys of what was measured, has failed, was stopped or takes too long: it is not begun unasked. */
  readonly #over = new Set<string>();
  #isBusyUnasked = false;

  /**
   * @param onChange called with the project's file when measuring it stands otherwise
   * @param onMeasured called with the project's file when there is something to be read
   */
  constructor(
    private readonly options: MeasurementsOptions,
    private readonly onChange: (file: string) => void,
    private readonly onMeasured: (file: string) => void,
  ) {}

  of(file: string): MeasuringState {
    return this.#known.get(file)?.state ?? idle;
  }

  /**
   * Takes note of a project as it is now; asked at every key press, so it is looked at when that is over. What was begun unasked,
   * of other pictures or another base, then ends.
   */
  consider(project: Project): void {
    const known = this.#knownOf(project);
    known.project = project;
    this.#plan(known);
  }

  /**
   * Measures a project because somebody asks for it; where that goes on already, it is waited for.
   *
   * @throws TransferError as `measureProject`
   * @throws the reason of the signal by which it was stopped
   */
  measure(project: Project): Promise<Measurement> {
    const known = this.#knownOf(project);
    clearTimeout(known.timer);
    const key = measurementLookup(project)?.key ?? '';
    if (known.work?.key !== key) this.#end(known);
    known.isAsked = true;
    known.key = key;
    return (known.work ?? this.#begin(known, key, (signal) => this.options.launch(signal))).done;
  }

  /** Ends what is being measured of a file; it is not begun again unasked. */
  stop(file: string): void {
    const known = this.#known.get(file);
    if (!known?.work) return;
    this.#over.add(`${file}\n${known.work.key}`);
    this.#end(known);
    this.onChange(file);
  }

  /** A run has begun or ended, or a setting was changed: what nobody has asked for waits until no run trains. */
  lookAgain(): void {
    for (const known of this.#known.values()) {
      const mayGoOn = this.options.measuresUnasked() && !this.options.isTraining();
      if (!mayGoOn && known.work && !known.isAsked) {
        this.#end(known);
        this.onChange(known.project.file);
      }
      this.#plan(known);
    }
  }

  /** The file was closed: nobody wants to know any more. */
  forget(file: string): void {
    const known = this.#known.get(file);
    if (!known) return;
    clearTimeout(known.timer);
    this.#end(known);
    this.#known.delete(file);
  }

  dispose(): void {
    for (const file of [...this.#known.keys()]) this.forget(file);
  }

  #knownOf(project: Project): Known {
    const { file } = project;
    const known = this.#known.get(file) ?? { project, state: idle, isAsked: false };
    this.#known.set(file, known);
    return known;
  }

  #plan(known: Known): void {
    clearTimeout(known.timer);
    known.timer = setTimeout(() => this.#look(known), this.options.delay ?? 2_000);
  }

  /** What can't be told for a moment, while somebody types, changes nothing. */
  #look(known: Known): void {
    const lookup = measurementLookup(known.project);
    if (!lookup) return;
    if (known.key !== undefined && known.key !== lookup.key) {
      const { state } = known;
      if (!known.isAsked) this.#end(known);
      if (known.state.kind === 'failed') known.state = idle;
      if (known.state !== state) this.onChange(known.project.file);
    }
    known.key = lookup.key;
    if (this.#isWanted(known)) void this.#beginUnasked(known, lookup);
  }

  #isWanted({ project, key, work }: Known): boolean {
    const { mayMeasure, measuresUnasked, isTraining } = this.options;
    if (work || project.facts.measurement || key === undefined || this.#over.has(`${project.file}\n${key}`))
      return false;
    return mayMeasure() && measuresUnasked() && !isTraining();
  }

  /** Unasked, one at a time; nobody is told where it fails. */
  async #beginUnasked(known: Known, lookup: MeasurementLookup): Promise<void> {
    const { graph, file } = known.project;
    if (this.#isBusyUnasked || !graph) return;
    this.#isBusyUnasked = true;
    try {
      const launch = await this.options.launch(AbortSignal.timeout(60_000));
      const isStill = this.#known.get(file) === known && known.key === lookup.key;
      if (!isStill || !this.#isWanted(known)) return;
      const { cuts, trainingImages } = lookup;
      const images = Math.min(trainingImages, measuredImages.usual);
      // Nobody knows here what the cache has; where it has all, measuring is only quicker than foreseen.
      const work = { graph, cuts, images, isKept: false, engine: launch.engine.id };
      if (expectedMeasureSeconds(work) > mostUnasked) this.#over.add(`${file}\n${lookup.key}`);
      else await this.#begin(known, lookup.key, async () => launch).done;
    } catch (error) {
      // What is stopped is not wanted any more.
      if (isStopped(error)) return;
      this.#over.add(`${file}\n${lookup.key}`);
      this.options.warn(`Nothing was measured in the background: ${messageOf(error)}`);
    } finally {
      this.#isBusyUnasked = false;
      for (const other of this.#known.values()) this.#plan(other);
    }
  }

  #begin(known: Known, key: string, launch: MeasurementsOptions['launch']): Work {
    const stop = new AbortController();
    const done = this.#run(known, stop.signal, launch);
    const work: Work = { key, stop, done };
    known.work = work;
    const { file } = known.project;
    const end = (state: MeasuringState) => {
      this.#over.add(`${file}\n${key}`);
      if (known.work !== work) return false;
      Object.assign(known, { state, isAsked: false });
      delete known.work;
      return true;
    };
    done.then(
      // What it says is shown when it was read: until then nothing is drawn anew.
      () => end(idle) && this.onMeasured(file),
      (error) => {
        if (stop.signal.aborted) return;
        const state = { kind: 'failed' as const, message: messageOf(error) };
        if (end(known.isAsked ? state : idle)) this.onChange(file);
      },
    );
    return work;
  }

  async #run(known: Known, signal: AbortSignal, launch: MeasurementsOptions['launch']): Promise<Measurement> {
    const { project } = known;
    const { measure = measureProject } = this.options;
    const tell = (stage: MeasureStage, done: number, total: number) => {
      if (signal.aborted) return;
      known.state = { kind: 'measuring', stage, done, total };
      this.onChange(project.file);
    };
    tell('images', 0, 0);
    const inBackground = !known.isAsked;
    return measure(project, await launch(signal), { signal, inBackground, onProgress: tell });
  }

  #end(known: Known): void {
    known.work?.stop.abort();
    delete known.work;
    known.isAsked = false;
    if (known.state.kind === 'measuring') known.state = idle;
  }
}

/** Whether nothing was measured because somebody, or what happened, stopped it. */
export function isStopped(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
