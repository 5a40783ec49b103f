import path from 'node:path';
import * as vscode from 'vscode';
import { isSameName } from '../../disk/files/same-place';
import { mostGiven } from '../../shared/tried-pictures';
import type { RunView } from '../../views/run-view';
import {
  noneTried,
  type Outcome,
  type Tried,
  waitingOf,
  withOutcome,
  withoutWaiting,
  withWaiting,
} from '../../views/tried';
import { Owner } from '../owner';
import type { Runs } from './runs';

/** Pictures that wait for an answer. */
export interface AskedPictures {
  readonly numbers: readonly string[];
  /** Ends where the user stops. */
  readonly signal: AbortSignal;
}

/** Where a picture that was tried is to be had again, and which run was asked. */
export interface TriedSource {
  readonly runFolder: string;
  readonly picture: Uint8Array | { readonly file: string };
}

/** Of pictures that are no files, in bytes: as many as may be handed over at once. The oldest are forgotten. */
const mostSourceBytes = mostGiven.bytes;

/** The pictures that were shown to models, of each file as long as the editor runs. They are asked about in turn. */
export class TriedPictures extends Owner {
  readonly #tried = new Map<string, Tried>();
  readonly #stops = new Map<string, AbortController>();
  /** By file and number, those that came last at the end. */
  readonly #sources = new Map<string, TriedSource>();
  readonly #changed = this.own(new vscode.EventEmitter<string>());
  #last: Promise<void> = Promise.resolve();

  /** Tells the file. */
  readonly onDidChange = this.#changed.event;

  constructor(runs: Runs) {
    super();
    // Whoever trains wants to try what has come of it.
    this.own(
      runs.onDidEnd((run) => {
        if (run.state === 'finished') this.#forgetChoices(run);
      }),
    );
  }

  of(file: string): Tried {
    return this.#tried.get(file) ?? noneTried;
  }

  /** From now on that run is asked; the newest where it is null. */
  choose(file: string, runFolder: string | null): void {
    this.#put(file, { ...this.of(file), chosen: runFolder, trouble: null });
  }

  /** Puts pictures in that wait for that run's model, but for those that something is known against. */
  add(
    file: string,
    { name }: RunView,
    given: readonly { readonly name: string; readonly error?: string }[],
  ): AskedPictures {
    const { tried, numbers } = withWaiting(this.of(file), name, given);
    this.#put(file, tried);
    return { numbers, signal: this.#stopOf(file).signal };
  }

  /** Remembers where a picture is to be had again. */
  remember(file: string, number: string, source: TriedSource): void {
    this.#sources.set(sourceKey(file, number), source);
    let bytes = 0;
    for (const [key, { picture }] of [...this.#sources].reverse()) {
      bytes += picture instanceof Uint8Array ? picture.byteLength : 0;
      if (bytes > mostSourceBytes && picture instanceof Uint8Array) this.#sources.delete(key);
    }
  }

  /** Undefined where it is not remembered any more. */
  sourceOf(file: string, number: string): TriedSource | undefined {
    return this.#sources.get(sourceKey(file, number));
  }

  tell(file: string, number: string, outcome: Outcome): void {
    this.#put(file, withOutcome(this.of(file), number, outcome));
  }

  /** Those that still wait are not looked at, and why. */
  giveUp(file: string, { numbers, signal }: AskedPictures, reason: string): void {
    const words = signal.aborted ? 'Stopped before it was looked at.' : 'Not looked at.';
    const tried = withoutWaiting(this.of(file), numbers, words);
    this.#put(file, signal.aborted ? tried : { ...tried, trouble: reason });
  }

  /** Does the work once all that was asked before is done: a model takes memory. It never rejects. */
  inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }

  stop(file: string): void {
    this.#stops.get(file)?.abort(new Error('Stopped.'));
    const tried = this.of(file);
    this.#put(file, withoutWaiting(tried, waitingOf(tried), 'Stopped before it was looked at.'));
  }

  clear(file: string): void {
    this.stop(file);
    for (const number of Object.keys(this.of(file).pictures)) this.#sources.delete(sourceKey(file, number));
    this.#put(file, { ...this.of(file), pictures: {}, trouble: null, announcement: '' });
  }

  override dispose(): void {
    for (const stop of this.#stops.values()) stop.abort(new Error('The editor is closing.'));
    super.dispose();
  }

  /** Of the run's own file, however that is named. */
  #forgetChoices(run: RunView): void {
    for (const [file, { chosen }] of this.#tried) {
      const isOfFile =
        chosen !== null &&
        path.dirname(chosen) === path.dirname(run.folder) &&
        isSameName(path.basename(file), path.basename(run.file));
      if (isOfFile) this.choose(file, null);
    }
  }

  #stopOf(file: string): AbortController {
    const there = this.#stops.get(file);
    if (there && !there.signal.aborted) return there;
    const made = new AbortController();
    this.#stops.set(file, made);
    return made;
  }

  #put(file: string, tried: Tried): void {
    this.#tried.set(file, tried);
    this.#changed.fire(file);
  }
}

function sourceKey(file: string, number: string): string {
  return `${number} ${file}`;
}
