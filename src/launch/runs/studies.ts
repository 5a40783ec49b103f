import { type StudyEffort, type StudyResult, studyEfforts } from '../../design/study/study';
import { costWords, doneOf } from '../../design/study/study-words';
import { isTransferError, TransferError } from '../../design/transfer-error';
import type { Installation } from '../programs/installation';
import type { Project } from '../project/project';
import { KeptStudies, type KeptStudy, subjectOf } from './kept-study';
import type { RunLaunch } from './run-process';
import {
  doneBefore,
  type OpenedStudy,
  openStudy,
  runStudy,
  type StudyQuestion,
  studyTime,
} from './study-project';

/** How the study of a file stands. */
export interface StudyState {
  /** Null where none goes on. */
  readonly going: StudyGoing | null;
  /** The one that goes on, else the last one; null where there was none, or it is still being read. */
  readonly found: FoundStudy | null;
  /** What each effort takes, as a sentence; null while that is being worked out. */
  readonly costs: Readonly<Record<StudyEffort, string>> | null;
  /** Why there can be none; null where there can, or nothing is known of that yet. */
  readonly hindrance: string | null;
  /** Why the last one ended before its end; empty where it did not. */
  readonly failure: string;
}

interface StudyGoing {
  /** How far the training at hand is, 0 to 1. */
  readonly step: number;
  readonly stopping: boolean;
}

export interface FoundStudy extends KeptStudy {
  /** Base, images or head have changed since. */
  readonly isStale: boolean;
  /** What is left of it takes so long, in words; empty where nothing is left. */
  readonly left: string;
}

interface Entry {
  going: StudyGoing | null;
  failure: string;
  stop?: AbortController;
  found: FoundStudy | null;
  costs: StudyState['costs'];
  hindrance: string | null;
  /** What was looked at last; see `thingsOf`. */
  things?: readonly unknown[];
  timer?: NodeJS.Timeout;
}

/** Milliseconds without a change of the file after which it is looked what a study would take. */
const delay = 700;

/** Of a training, of which it is told how far it is. */
const leastStep = 0.02;

/** The studies of open projects, one a file. Asking never waits: what is known is worked out in the background. */
export class Studies {
  readonly #entries = new Map<string, Entry>();

  /**
   * @param mayLook whether what lies in a project is looked at: not where it is not trusted
   * @param onChange called with the project's file when there is something new of its study
   */
  constructor(
    private readonly installation: Installation,
    private readonly launch: (signal: AbortSignal) => Promise<RunLaunch>,
    private readonly mayLook: () => boolean,
    private readonly onChange: (file: string) => void,
  ) {}

  of(project: Project): StudyState {
    const entry = this.#entry(project.file);
    const things = thingsOf(project);
    if (this.mayLook() && !sameThings(things, entry.things)) {
      entry.things = things;
      clearTimeout(entry.timer);
      entry.timer = setTimeout(() => void this.#look(project, entry), entry.costs === null ? 0 : delay);
    }
    const { going, found, costs, hindrance, failure } = entry;
    return { going, found, costs, hindrance, failure };
  }

  /**
   * Begins one, or goes on with what is done of it; where one of the file goes on, that is meant. Never rejects: a
   * failure is part of the state.
   *
   * @returns what came of it; undefined where it has not come to its end
   */
  async begin(
    project: Project,
    question: StudyQuestion,
    onProgress?: (done: number, result: StudyResult) => void,
  ): Promise<StudyResult | undefined> {
    const { file } = project;
    const entry = this.#entry(file);
    if (entry.going !== null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    entry.stop = stop;
    entry.failure = '';
    const tell = (step: number) => {
      entry.going = { step, stopping: signal.aborted };
      this.onChange(file);
    };
    tell(0);
    try {
      const kept = await KeptStudies.of(project.folder, this.installation);
      const opened = await openStudy(project, question, signal);
      const subject = subjectOf(opened);
      const keep = async (result: StudyResult) => {
        const study: KeptStudy = { question, result, subject };
        entry.found = { ...study, isStale: false, left: await leftOf(opened, result) };
        await kept.keep(file, study);
      };
      let last = opened.none;
      let saved = Promise.resolve();
      const result = await runStudy(opened, await this.launch(signal), {
        signal,
        onStep: (step) => {
          // Epochs may take milliseconds.
          if (step < 1 && step - (entry.going?.step ?? 0) < leastStep) return;
          tell(step);
          onProgress?.(step, last);
        },
        onResult: (now) => {
          last = now;
          saved = saved.then(() => keep(now)).then(() => tell(0));
          onProgress?.(0, now);
        },
      });
      await saved;
      return result;
    } catch (error) {
      if (!signal.aborted) entry.failure = messageOf(error);
      return undefined;
    } finally {
      entry.going = null;
      delete entry.stop;
      // What efforts take is less by what was done.
      delete entry.things;
      this.onChange(file);
    }
  }

  /** Goes on with the last one, as it was asked for. */
  async resume(project: Project): Promise<StudyResult | undefined> {
    const { found } = this.#entry(project.file);
    return found ? this.begin(project, found.question) : undefined;
  }

  /** Ends the one of a file after the batch at hand; what is done stays. */
  stop(file: string): void {
    const entry = this.#entries.get(file);
    if (!entry?.going || !entry.stop) return;
    entry.going = { ...entry.going, stopping: true };
    entry.stop.abort();
    this.onChange(file);
  }

  dispose(): void {
    for (const { stop, timer } of this.#entries.values()) {
      clearTimeout(timer);
      stop?.abort();
    }
  }

  #entry(file: string): Entry {
    const known = this.#entries.get(file);
    if (known) return known;
    const entry: Entry = { going: null, failure: '', found: null, costs: null, hindrance: null };
    this.#entries.set(file, entry);
    return entry;
  }

  /** What a study of the project would take, and whether the last one still holds. */
  async #look(project: Project, entry: Entry): Promise<void> {
    const { things } = entry;
    const looked = await this.#lookedAt(project);
    // Meanwhile it may have been asked of another text.
    if (entry.things !== things) return;
    Object.assign(entry, entry.going ? { costs: looked.costs, hindrance: looked.hindrance } : looked);
    this.onChange(project.file);
  }

  async #lookedAt(project: Project): Promise<Pick<Entry, 'costs' | 'hindrance' | 'found'>> {
    const kept = await (await KeptStudies.of(project.folder, this.installation)).read(project.file);
    try {
      const last = kept && (await openStudy(project, kept.question).catch(() => undefined));
      const isStale = !last || subjectOf(last) !== kept?.subject;
      const costs: Partial<Record<StudyEffort, string>> = {};
      for (const [effort, options] of Object.entries(studyEfforts)) {
        const opened = await openStudy(project, options);
        const done = kept && !isStale ? doneBefore(opened, kept.result) : opened.none;
        costs[effort as StudyEffort] = costWords(done, await studyTime(opened, done));
      }
      return {
        costs: costs as Record<StudyEffort, string>,
        hindrance: null,
        found: kept ? { ...kept, isStale, left: last ? await leftOf(last, kept.result) : '' } : null,
      };
    } catch (error) {
      const hindrance = isTransferError(error, 'study-impossible') ? error.message : messageOf(error);
      return { costs: null, hindrance, found: kept ? { ...kept, isStale: true, left: '' } : null };
    }
  }
}

async function leftOf(opened: OpenedStudy, result: StudyResult): Promise<string> {
  return doneOf(result) < result.trainings ? costWords(result, await studyTime(opened, result)) : '';
}

/** What a study depends on, each a value that stays the same where nothing of it has changed. */
function thingsOf({ graph, dataset, base, result: { plan } }: Project): readonly unknown[] {
  const { head, training, base: planned } = plan ?? {};
  return [graph, dataset, base?.fingerprint, JSON.stringify([head, planned?.input, training])];
}

function sameThings(one: readonly unknown[], other: readonly unknown[] | undefined): boolean {
  return other !== undefined && one.every((thing, index) => thing === other[index]);
}

function messageOf(error: unknown): string {
  if (error instanceof TransferError) return error.message;
  return `The study failed (${error instanceof Error ? error.message : String(error)}).`;
}
