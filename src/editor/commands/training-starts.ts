import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { engineHindrance } from '../../launch/engine/engine-limits';
import type { EngineSearch } from '../../launch/engine/engine-search';
import { fetchingWords } from '../../launch/project/fetched-words';
import { measuredOf } from '../../launch/project/kept-measurement';
import { openProject, type Project } from '../../launch/project/project';
import { requireTrainable } from '../../launch/runs/require-cluster';
import type { RunCluster } from '../../shared/run-record';
import { downloadWords } from '../../views/download-words';
import type { RunView } from '../../views/run-view';
import type { TransferDocument } from '../documents/transfer-document';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import type { ClusterAccess } from './reach-cluster';

/** Why nothing was trained. */
export type Hindrance =
  | { readonly kind: 'starting' | 'unsaved' }
  | { readonly kind: 'running'; readonly running: RunView }
  | { readonly kind: 'no plan'; readonly project: Project }
  | { readonly kind: 'engine'; readonly words: string }
  /** By whoever asked for the run. */
  | { readonly kind: 'refused'; readonly words: string };

/** A run that was begun, of which project, and what was found to compute with. */
export interface BegunTraining {
  readonly run: RunView;
  readonly project: Project;
  readonly engines: EngineSearch;
}

export interface StartOptions {
  /** Why the run is not wanted after all: asked of the text before anything is fetched, and of the project. */
  readonly refuse?: (text: string, project?: Project) => string | undefined;
  /**
   * Where else than on this machine the run is to train; undefined where it is not wanted after all. Asked when all is ready.
   */
  readonly place?: (
    project: Project,
  ) => Promise<{ readonly cluster: RunCluster; readonly access: ClusterAccess } | undefined>;
  /** Stops making ready; a run that was begun goes on. */
  readonly signal?: AbortSignal;
}

/** Begins runs, one of a file at a time. */
export class TrainingStarts {
  /** Files that are being made ready. */
  readonly #starting = new Set<string>();

  constructor(
    private readonly runs: Runs,
    private readonly processes: Processes,
  ) {}

  /** Saves the file, gets its base if that is still to be downloaded, and starts a run. */
  async start(document: TransferDocument, options: StartOptions = {}): Promise<BegunTraining | Hindrance> {
    if (this.#starting.has(document.file)) return { kind: 'starting' };
    this.#starting.add(document.file);
    try {
      return await this.#begin(document, options);
    } finally {
      this.#starting.delete(document.file);
    }
  }

  async #begin(
    document: TransferDocument,
    { refuse, place, signal }: StartOptions,
  ): Promise<BegunTraining | Hindrance> {
    const early = refuse?.(document.document.getText());
    if (early !== undefined) return { kind: 'refused', words: early };
    if (!(await saved(document.document))) return { kind: 'unsaved' };
    const running = await this.#runningOf(document);
    if (running) return { kind: 'running', running };
    const { project, engines } = await this.#madeReady(document, place !== undefined, signal);
    const refused = refuse?.(project.text, project);
    if (refused !== undefined) return { kind: 'refused', words: refused };
    const { plan, problems } = project.result;
    if (!plan || !project.base) return { kind: 'no plan', project };
    const words = engineHindrance(project, engines.engine);
    if (words) return { kind: 'engine', words };
    const elsewhere = await place?.(project);
    if (place && !elsewhere) return { kind: 'refused', words: 'It is not to be trained after all.' };
    const { file, folder, text, base } = project;
    const launch = {
      ...{ installation: this.processes.installation, node: await this.processes.node() },
      engine: engines.engine,
      ...elsewhere?.access,
    };
    const where = elsewhere ? { cluster: elsewhere.cluster } : {};
    if (elsewhere) {
      await gettingReady(signal, (stopped, progress) => {
        progress.report({ message: 'looking whether the cluster can train this' });
        return requireTrainable({ plan, base }, elsewhere.cluster, launch, stopped);
      });
    }
    return {
      run: await this.runs.start(
        { file, folder, text, plan, base, problems, measured: measuredOf(project), ...where },
        launch,
      ),
      ...{ project, engines },
    };
  }

  async #runningOf({ folder, file }: TransferDocument): Promise<RunView | undefined> {
    await this.runs.watch(folder);
    return this.runs.of(folder, file).find(({ state }) => state === 'running');
  }

  /** The project as it is on disk, its base downloaded, and what it is run with. Either may take its time. */
  async #madeReady(
    document: TransferDocument,
    trainsElsewhere: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Pick<BegunTraining, 'project' | 'engines'>> {
    const ready = await gettingReady(signal, async (stopped, progress) => {
      const node = await this.processes.node();
      const project = await openProject(document.file, {
        ...{ installation: this.processes.installation, node, allowDownload: true, signal: stopped },
        trainsElsewhere,
        onDownload: (done, total) => {
          progress.report({ message: `downloading the base: ${downloadWords(done, total)}` });
        },
        onImages: (step) => progress.report({ message: `fetching the images: ${fetchingWords(step)}` }),
        onMeasure: () => progress.report({ message: 'trying how the base wants its pixels scaled' }),
      });
      progress.report({ message: 'looking for what to train with' });
      const engines = await this.processes.engine(stopped);
      stopped.throwIfAborted();
      return { project, engines };
    });
    document.refreshBase();
    // Those of a bucket may be others now.
    if (ready.project.dataset?.train.found && ready.project.dataset.train.facts.copyOf)
      document.refreshImages();
    return ready;
  }
}

/**
 * Does what comes before a run under a notification that can be cancelled.
 * @throws as `work`, whose signal aborts with what the user is told
 */
async function gettingReady<Result>(
  signal: AbortSignal | undefined,
  work: (stopped: AbortSignal, progress: vscode.Progress<{ readonly message: string }>) => Promise<Result>,
): Promise<Result> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Getting ready to train',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    const stop = new AbortController();
    cancelled.onCancellationRequested(() => stop.abort(new Error('Cancelled; nothing was trained.')));
    return work(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal, progress);
  });
}

async function saved(document: vscode.TextDocument): Promise<boolean> {
  if (!document.isDirty || (await document.save())) return true;
  // The editor also says no where its own saving is under way; that is over in a moment.
  for (let tries = 0; document.isDirty && tries < 20; tries += 1) await wait(100);
  return !document.isDirty || (await document.save());
}
