import path from 'node:path';
import type { DatasetFacts } from '../../design/dataset-facts';
import { folderOfImages } from '../../design/image-list';
import { stampOf, tellsChangesSince } from '../../disk/files/file-stamp';
import type { ThumbnailRequest } from '../../disk/images/thumbnails';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { answerIn, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';
import { evenly } from './evenly';

/** An image of a class, small enough to be sent about. */
export interface Thumbnail {
  /** Relative to the data set's folder, with `/`. */
  readonly file: string;
  /** A `data:` address of a JPEG of at most 112 by 112 pixels and 32 KiB; null where there is none. */
  readonly address: string | null;
  /** Why there is none, as a sentence. */
  readonly reason: string | null;
}

export interface ThumbnailOptions {
  readonly installation: Installation;
  readonly node: () => Promise<NodeProgram>;
  /** Whether images may be decoded: not those of a folder that is not trusted. */
  readonly mayDecode: () => boolean;
  /** How long the process may say nothing; by default ten seconds. */
  readonly silence?: number;
}

export interface ThumbnailCall {
  /** Told of each class as soon as it is done. */
  readonly onClass?: (name: string, thumbnails: readonly Thumbnail[]) => void;
  readonly signal?: AbortSignal;
}

/** Images of a class that are shown. */
export const thumbnailsAClass = 4;
/** Classes that one call looks at; more are passed over. */
export const mostClassesAtOnce = 64;
/** In pixels; twice what is shown, for dense screens. */
const edge = 112;
/** Some eight megabytes, going by the usual size of one. */
const mostKept = 2_000;
/** Of base64, and some more for the line around it. */
const longestJpeg = 44_000;
const milliseconds = 120_000;
/** Each try leaves out an image that kept the one before from ending. */
const mostTries = 4;

interface Picture {
  /** Absolute. */
  readonly place: string;
  readonly file: string;
  readonly className: string;
}

type Made = Omit<Thumbnail, 'file'>;

/**
 * A few small pictures of each class, taken evenly from its images. They are decoded in a process of its own, one at a
 * time whoever asks, and kept in memory until a file's stamp changes.
 */
export class ClassThumbnails {
  /** By place and stamp, those last asked for at the end. */
  readonly #kept = new Map<string, Made>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ThumbnailOptions) {}

  /**
   * Those of the classes of the training images by these names; none of classes that are not there, and none at all where
   * nothing may be decoded.
   * @throws the signal's reason
   */
  async of(
    dataset: DatasetFacts,
    names: readonly string[],
    call: ThumbnailCall = {},
  ): Promise<ReadonlyMap<string, readonly Thumbnail[]>> {
    return this.#of(picturesOf(dataset, names), call);
  }

  /** Those of single pictures, each told under its own name. @throws the signal's reason */
  async ofFiles(
    files: readonly { readonly file: string; readonly place: string }[],
    call: ThumbnailCall = {},
  ): Promise<ReadonlyMap<string, readonly Thumbnail[]>> {
    return this.#of(
      files.map(({ file, place }) => ({ file, place, className: file })),
      call,
    );
  }

  async #of(
    wanted: readonly Picture[],
    call: ThumbnailCall,
  ): Promise<ReadonlyMap<string, readonly Thumbnail[]>> {
    const pictures = this.options.mayDecode() ? wanted : [];
    const done = new Map<string, Made>();
    const classes = new Map<string, readonly Thumbnail[]>();
    const tell = (className: string) => {
      const ofClass = pictures.filter((picture) => picture.className === className);
      if (classes.has(className) || ofClass.some(({ place }) => !done.has(place))) return;
      const thumbnails = ofClass.map(({ file, place }) => ({ file, ...(done.get(place) as Made) }));
      classes.set(className, thumbnails);
      call.onClass?.(className, thumbnails);
    };
    const keys = await keysOf(pictures);
    call.signal?.throwIfAborted();
    const takeKept = () => {
      for (const [place, key] of keys) {
        const known = this.#kept.get(key);
        if (known) done.set(place, known);
      }
      for (const { className } of pictures) tell(className);
      return pictures.filter(({ place }) => !done.has(place));
    };
    if (takeKept().length > 0) {
      const made = (picture: Picture, what: Made) => {
        done.set(picture.place, what);
        tell(picture.className);
      };
      // Whoever was before may have asked for the same.
      await this.#inTurn(() => this.#make(takeKept(), made, call.signal));
    }
    for (const [place, key] of keys) this.#keep(key, done.get(place));
    for (const { place } of pictures) if (!done.has(place)) done.set(place, notMade);
    for (const { className } of pictures) tell(className);
    return classes;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #make(
    pictures: readonly Picture[],
    tell: (picture: Picture, made: Made) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let left = pictures;
    for (let tries = 0; tries < mostTries && left.length > 0; tries += 1) {
      const { unanswered, begun, hindrance } = await this.#try(left, tell, signal);
      // What the process was at when it ended, or had to be ended, would do the same to the next one.
      for (const picture of begun) tell(picture, { address: null, reason: hindrance });
      if (begun.size === 0) return;
      left = unanswered.filter((picture) => !begun.has(picture));
    }
  }

  /** Starts the process once. @throws the signal's reason */
  async #try(
    pictures: readonly Picture[],
    tell: (picture: Picture, made: Made) => void,
    signal: AbortSignal | undefined,
  ): Promise<Ended> {
    const { installation, node, silence = 10_000 } = this.options;
    signal?.throwIfAborted();
    const { path: program, environment } = await node();
    const unanswered = new Set(pictures);
    const begun = new Set<Picture>();
    const stop = new AbortController();
    const wait = () => setTimeout(() => stop.abort(), silence);
    let timer = wait();
    const read = lineReader((line) => {
      clearTimeout(timer);
      timer = wait();
      const answer = answerIn(line);
      const picture = answer && 'index' in answer ? pictures[Number(answer.index)] : undefined;
      if (!picture || !answer || !unanswered.has(picture)) return;
      const made = madeIn(answer);
      if (!made) {
        begun.add(picture);
        return;
      }
      begun.delete(picture);
      unanswered.delete(picture);
      tell(picture, made);
    });
    const request: ThumbnailRequest = { files: pictures.map(({ place }) => place), edge };
    const ended = await runToEnd(program, [bundleFile(installation, 'thumbnails')], {
      environment,
      endsWithUs: true,
      input: JSON.stringify(request),
      onOutput: (piece, stream) => stream === 'stdout' && read(piece),
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      milliseconds,
    });
    clearTimeout(timer);
    signal?.throwIfAborted();
    // Many slow ones are no fault of the last.
    if (ended.timedOut) begun.clear();
    const hindrance = stop.signal.aborted ? 'Decoding it takes too long.' : 'Decoding it ends the process.';
    return { unanswered: [...unanswered], begun, hindrance };
  }

  #keep(key: string, made: Made | undefined): void {
    if (!made) return;
    this.#kept.delete(key);
    this.#kept.set(key, made);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

interface Ended {
  readonly unanswered: readonly Picture[];
  /** What it was at when it ended. */
  readonly begun: ReadonlySet<Picture>;
  readonly hindrance: string;
}

const notMade: Made = { address: null, reason: 'It could not be decoded in time.' };

function picturesOf({ train }: DatasetFacts, names: readonly string[]): readonly Picture[] {
  if (!train.found) return [];
  const { path: place, classes } = train.facts;
  const folder = folderOfImages(place);
  const wanted = new Set(names.slice(0, mostClassesAtOnce));
  return classes
    .filter(({ name }) => wanted.has(name))
    .flatMap(({ name, images }) =>
      evenly(images, thumbnailsAClass).map(({ file }) => ({
        ...{ file, className: name },
        place: path.join(folder, ...file.split('/')),
      })),
    );
}

/** What each is kept by; none for one that was changed just now, for it may change again and keep its stamp. */
async function keysOf(pictures: readonly Picture[]): Promise<ReadonlyMap<string, string>> {
  const now = Date.now();
  const keys = new Map<string, string>();
  const look = async ({ place }: Picture) => {
    const stamp = await stampOf([place]).catch(() => undefined);
    if (stamp && tellsChangesSince(stamp, now)) keys.set(place, `${place}\n${stamp.text}`);
  };
  await Promise.all(pictures.map(look));
  return keys;
}

/** What the process tells is checked too, for it has decoded what may be anybody's. */
function madeIn(answer: object): Made | undefined {
  if ('jpeg' in answer) {
    const { jpeg } = answer;
    const isOne =
      typeof jpeg === 'string' && jpeg.length <= longestJpeg && /^[A-Za-z0-9+/]+={0,2}$/.test(jpeg);
    return isOne
      ? { address: `data:image/jpeg;base64,${jpeg}`, reason: null }
      : { address: null, reason: 'Its thumbnail is damaged.' };
  }
  return 'unreadable' in answer ? { address: null, reason: String(answer.unreadable) } : undefined;
}
