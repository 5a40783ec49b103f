import path from 'node:path';
import * as vscode from 'vscode';
import { type FileStamp, stampOf, tellsChangesSince } from '../../disk/files/file-stamp';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { isSameName, placeOf } from '../../disk/files/same-place';
import { hasOpenJob } from '../../disk/runs/cluster-job';
import { readMetrics } from '../../disk/runs/run-events-file';
import { readRun, runFoldersIn } from '../../disk/runs/run-folder';
import { readRunLabel, writeRunLabel } from '../../disk/runs/run-label';
import { longestBeginning, runStateNow } from '../../disk/runs/run-state';
import { requestStop } from '../../disk/runs/stop-run';
import { countEventsBeforeLastStart, followRun } from '../../launch/runs/follow-run';
import { hasModel, resumeRun } from '../../launch/runs/resume-run';
import { isAsLeft } from '../../launch/runs/run-doubts';
import type { RunLaunch, RunProcess } from '../../launch/runs/run-process';
import { type RunnableProject, runsFolder, startRun } from '../../launch/runs/start-run';
import type { RunLabel } from '../../shared/run-name';
import { isGoing, type RunState } from '../../shared/run-record';
import { PacedEvents } from '../../views/paced-events';
import { afterEvents, type RunView, runOf, withNames } from '../../views/run-view';
import type { Log } from '../log';
import { Owner } from '../owner';

/** A folder of a run that can't be read, and why. */
export interface BrokenRun {
  readonly folder: string;
  readonly problem: string;
}

/** The runs of all projects that were asked for: those on disk, and those that are going on. */
export class Runs extends Owner {
  /** By their places: a project may be opened in several ways, as by a link. */
  readonly #projects = new Map<string, ProjectRuns>();
  readonly #places = new Map<string, string>();
  readonly #changed = this.own(new vscode.EventEmitter<string>());
  readonly #began = this.own(new vscode.EventEmitter<RunView>());
  readonly #ended = this.own(new vscode.EventEmitter<RunView>());

  /** Tells the project's folder, as it was first named. */
  readonly onDidChange = this.#changed.event;
  /** A run goes on, started here or found going on. */
  readonly onDidBegin = this.#began.event;
  readonly onDidEnd = this.#ended.event;

  #tomorrow: NodeJS.Timeout | undefined;

  constructor(private readonly log: Log) {
    super();
    this.#nameAnewTomorrow();
  }

  get folders(): readonly string[] {
    return [...this.#projects.values()].map(({ folder }) => folder);
  }

  /** Whether a folder is that one, however it is named. */
  isFolder(folder: string, other: string): boolean {
    return this.#placeOf(folder) === this.#placeOf(other);
  }

  /** Newest first. Those of one file where `file` is given, else of every file in the folder. */
  of(folder: string, file?: string): readonly RunView[] {
    const runs = this.#projects.get(this.#placeOf(folder))?.runs ?? [];
    if (file === undefined) return runs;
    return runs.filter((run) => isSameName(path.basename(run.file), path.basename(file)));
  }

  /** Those of a project that can't be read, newest first. */
  brokenOf(folder: string): readonly BrokenRun[] {
    return this.#projects.get(this.#placeOf(folder))?.broken ?? [];
  }

  findBroken(runFolder: string): BrokenRun | undefined {
    return this.folders
      .flatMap((folder) => this.brokenOf(folder))
      .find(({ folder }) => this.isFolder(folder, runFolder));
  }

  get all(): readonly RunView[] {
    return this.folders.flatMap((folder) => this.of(folder));
  }

  get running(): readonly RunView[] {
    return this.all.filter(({ state }) => state === 'running');
  }

  find(runFolder: string): RunView | undefined {
    const named = this.all.find(({ folder }) => folder === runFolder);
    return named ?? this.all.find(({ folder }) => this.isFolder(folder, runFolder));
  }

  /** Reads a project's runs, finds those that still go on, and watches its folder from now on. */
  async watch(folder: string): Promise<void> {
    const place = this.#placeOf(folder);
    const there = this.#projects.get(place);
    // Whoever asked first is told where the runs can't be read.
    if (there) return there.read.catch(() => {});
    const project = new ProjectRuns(folder, this.log, {
      changed: () => this.#changed.fire(folder),
      began: (run) => this.#began.fire(run),
      ended: (run) => this.#ended.fire(run),
    });
    this.#projects.set(place, project);
    await project.read;
  }

  async start(project: RunnableProject, launch: RunLaunch): Promise<RunView> {
    await this.watch(project.folder);
    const process = await startRun(project, launch);
    return this.#take(project.folder, process, 0);
  }

  /** @throws TransferError `run-record`, `resume-refused` */
  async resume(projectFolder: string, runFolder: string, launch: RunLaunch): Promise<RunView> {
    await this.watch(projectFolder);
    const { process, eventsBefore } = await resumeRun(runFolder, launch);
    return this.#take(projectFolder, process, eventsBefore);
  }

  /** Asks a run to stop after the batch at hand. */
  stop(runFolder: string): void {
    requestStop(runFolder);
    for (const project of this.#projects.values()) project.stopping(runFolder);
  }

  /** Calls a run so from now on, here and on disk. Throws TransferError `run-name`, `disk-full`, `place-refused`. */
  async call(run: RunView, label: RunLabel): Promise<void> {
    await writeRunLabel(run.folder, label);
    for (const project of this.#projects.values()) project.called(run.folder, label);
  }

  /** Looks at a project's folder at once, where something in it was just removed. */
  async lookAgain(folder: string): Promise<void> {
    await this.#projects.get(this.#placeOf(folder))?.refresh();
  }

  override dispose(): void {
    clearTimeout(this.#tomorrow);
    for (const project of this.#projects.values()) project.dispose();
    this.#projects.clear();
    super.dispose();
  }

  async #take(folder: string, process: RunProcess, skip: number): Promise<RunView> {
    const project = this.#projects.get(this.#placeOf(folder));
    if (!project) throw new Error('The editor is closing; the run goes on and is found again.');
    // Named as the project's other runs are.
    const runFolder = path.join(runsFolder(project.folder), path.basename(process.folder));
    return project.follow(runFolder, { ended: process.ended, skip });
  }

  /** Names say `today`: they are others when that is over. */
  #nameAnewTomorrow(): void {
    const now = new Date();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    this.#tomorrow = setTimeout(
      () => {
        for (const project of this.#projects.values()) project.nameAnew();
        this.#nameAnewTomorrow();
      },
      midnight.getTime() - now.getTime() + 1_000,
    );
    this.#tomorrow.unref();
  }

  /** Asked at every key press, so the disk is asked once. */
  #placeOf(folder: string): string {
    const known = this.#places.get(folder);
    if (known !== undefined) return known;
    const place = placeOf(folder);
    this.#places.set(folder, place);
    return place;
  }
}

interface Listeners {
  readonly changed: () => void;
  readonly began: (run: RunView) => void;
  readonly ended: (run: RunView) => void;
}

/** Between two looks at the folder, so that a run that writes its files costs one. */
const betweenLooks = 200;

class ProjectRuns {
  runs: readonly RunView[] = [];
  broken: readonly BrokenRun[] = [];
  /** The first look at the folder. */
  readonly read: Promise<void>;
  readonly #followed = new Map<string, AbortController>();
  /** The stamps of runs that have ended, by folder: what has not changed since is not read again. */
  readonly #stamps = new Map<string, string>();
  readonly #watcher: vscode.FileSystemWatcher;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(
    readonly folder: string,
    private readonly log: Log,
    private readonly listeners: Listeners,
  ) {
    // Of a folder that is removed with all that is in it, the editor tells the folder alone.
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(folder),
      '{runs,runs/*,runs/*/run.json,runs/*/lock,runs/*/label.json}',
    );
    this.#watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const refresh = () => this.#refreshSoon();
    this.#watcher.onDidCreate(refresh);
    this.#watcher.onDidChange(refresh);
    this.#watcher.onDidDelete(refresh);
    this.read = this.refresh();
  }

  async refresh(): Promise<void> {
    const followedBefore = new Set(this.#followed.keys());
    const found: RunView[] = [];
    const broken: BrokenRun[] = [];
    const going: string[] = [];
    const labels = new Map<string, RunLabel>();
    // One after the other: hundreds of large ones at once would take the memory and the open files of the editor.
    for (const folder of await runFoldersIn(runsFolder(this.folder))) {
      const followed = this.#followed.has(folder) && this.#known(folder);
      if (followed) {
        labels.set(folder, await readRunLabel(folder));
        found.push(followed);
        continue;
      }
      try {
        const run = await this.#read(folder);
        found.push(run);
        if (run.state === 'running') going.push(folder);
      } catch (error) {
        // One that can't be read takes none of the others down.
        broken.push({ folder, problem: error instanceof Error ? error.message : String(error) });
      }
    }
    if (this.#disposed) return;
    // One that is about to begin will take its lock, which is seen, or never will.
    if (found.some(({ state }) => state === 'created')) this.#refreshSoon(longestBeginning + 1_000);
    // A run that was started meanwhile is not in the list yet.
    const missed = this.runs.filter(
      ({ folder }) => this.#followed.has(folder) && !found.some((run) => run.folder === folder),
    );
    // One that is followed has perhaps told more while the others were read, its end too.
    const isFollowed = (folder: string) => followedBefore.has(folder) || this.#followed.has(folder);
    const current = (run: RunView) => (isFollowed(run.folder) && this.#known(run.folder)) || run;
    this.#tellBroken(broken);
    this.#show([...missed, ...found.map(current).map((run) => labelled(run, labels.get(run.folder)))]);
    for (const folder of going) {
      const skip = await countEventsBeforeLastStart(folder);
      if (!this.#followed.has(folder)) await this.follow(folder, { skip });
    }
  }

  /** Follows a run until it ends. Resolves with the run as it is now. */
  async follow(
    folder: string,
    { ended, skip = 0 }: { readonly ended?: Promise<string>; readonly skip?: number },
  ): Promise<RunView> {
    const leave = new AbortController();
    this.#followed.set(folder, leave);
    const run = await this.#viewOf(folder, 'running');
    this.#put(run);
    this.listeners.began(run);
    const paced = new PacedEvents((events) => {
      const now = this.#known(folder);
      if (now && !this.#disposed) this.#put(afterEvents(now, events));
    });
    void followRun(folder, {
      signal: leave.signal,
      skip,
      ...(ended ? { ended } : {}),
      onEvent: (event) => paced.take(event),
    })
      .finally(() => paced.dispose())
      .catch((error: unknown) => this.log.error(`${folder} could not be followed.`, error))
      .then(() => this.#left(folder));
    return run;
  }

  /** What goes on says from now on that it was asked to stop. */
  stopping(folder: string): void {
    const run = this.#known(folder);
    if (run?.state === 'running') this.#put({ ...run, stopping: true });
  }

  called(folder: string, label: RunLabel): void {
    const run = this.#known(folder);
    if (run) this.#put(labelled(run, label));
  }

  nameAnew(): void {
    this.#show(this.runs);
  }

  /** Each problem is logged once, however often the folder is looked at. */
  #tellBroken(broken: readonly BrokenRun[]): void {
    const known = new Set(this.broken.map(({ problem }) => problem));
    for (const { problem } of broken) if (!known.has(problem)) this.log.warn(problem);
    this.broken = broken;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#watcher.dispose();
    for (const leave of this.#followed.values()) leave.abort();
    this.#followed.clear();
  }

  #left(folder: string): void {
    if (this.#disposed) return;
    this.#followed.delete(folder);
    const run = this.#known(folder);
    if (run) this.listeners.ended(run);
    this.#refreshSoon();
  }

  /** A run as its folder tells of it; as it was read before where nothing of that has changed. */
  async #read(folder: string): Promise<RunView> {
    const began = Date.now();
    const stamp = await stampOfRun(folder);
    const known = this.#known(folder);
    if (known && !isGoing(known.state) && this.#stamps.get(folder) === stamp.text) return known;
    const run = await this.#viewOf(folder);
    if (tellsChangesSince(stamp, began)) this.#stamps.set(folder, stamp.text);
    else this.#stamps.delete(folder);
    return run;
  }

  async #viewOf(folder: string, state?: RunState): Promise<RunView> {
    const found = await readRun(folder);
    const now = state ?? (await runStateNow(folder, found.record));
    const madeHere = await isAsLeft(folder, found, runFolderLayout.metrics);
    const label = await readRunLabel(folder);
    const isOpen = found.record.cluster !== undefined && (await hasOpenJob(folder));
    return runOf(folder, found.record, await readMetrics(folder), now, {
      ...{ madeHere, label, hasOpenJob: isOpen, hasModel: await hasModel(folder) },
    });
  }

  #known(folder: string): RunView | undefined {
    return this.runs.find((run) => run.folder === folder);
  }

  #put(run: RunView): void {
    const there = this.runs.some(({ folder }) => folder === run.folder);
    this.#show(there ? this.runs.map((one) => (one.folder === run.folder ? run : one)) : [run, ...this.runs]);
  }

  #show(runs: readonly RunView[]): void {
    this.runs = withNames(runs, new Date());
    this.listeners.changed();
  }

  #refreshSoon(milliseconds = betweenLooks): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.refresh().catch((error: unknown) =>
        this.log.error(`The runs of ${this.folder} could not be read.`, error),
      );
    }, milliseconds);
  }
}

function labelled(run: RunView, label: RunLabel = run): RunView {
  const { given, starred } = label;
  return given === run.given && starred === run.starred ? run : { ...run, given, starred };
}

/** Of all that a run's view is read from, as far as it is there. */
async function stampOfRun(folder: string): Promise<FileStamp> {
  const { record, metrics, lock, label, model } = runFolderLayout;
  const none: FileStamp = { text: '', changed: 0 };
  const stamps = await Promise.all(
    [record, metrics, lock, label, model].map((name) => stampOf([path.join(folder, name)]).catch(() => none)),
  );
  return {
    text: stamps.map(({ text }) => text).join('\n'),
    changed: Math.max(...stamps.map(({ changed }) => changed)),
  };
}
