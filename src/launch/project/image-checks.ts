import path from 'node:path';
import type { DatasetFacts, FolderLook } from '../../design/dataset-facts';
import type { Plan } from '../../design/plan';
import { TransferError } from '../../design/transfer-error';
import type { Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { checkImagesOf } from './check-images';
import { type ImageFindings, imageFindings } from './image-findings';
import type { Project } from './project';

/** What decoding all images has shown so far. */
export type ImageCheckState =
  | { readonly kind: 'unknown'; readonly images: number }
  | { readonly kind: 'checking'; readonly done: number; readonly images: number }
  | { readonly kind: 'checked'; readonly images: number; readonly findings: ImageFindings }
  | { readonly kind: 'failed'; readonly images: number; readonly message: string };

export interface ImageChecksOptions {
  readonly installation: Installation;
  readonly node: () => Promise<NodeProgram>;
  /** Whether images may be decoded: not those of a folder that is not trusted. */
  readonly mayDecode: () => boolean;
  /** Milliseconds without a change after which few images are checked unasked; by default a second. */
  readonly delay?: number;
}

/** So few are checked without being asked: some seconds of one processor. */
const mostUnasked = { images: 2_000, bytes: 256 * 1024 * 1024 };

interface Check {
  readonly of: CheckedThings;
  state: ImageCheckState;
  timer?: NodeJS.Timeout;
  work?: AbortController;
}

/** What a check was of: with other ones it has to be made anew. */
interface CheckedThings {
  readonly plan: Plan;
  readonly dataset: DatasetFacts;
  /** The settings by which images are divided and decoded. */
  readonly settings: string;
}

/**
 * What is known of the images of open projects by decoding them, each in turn in a process of its own. Asking never
 * waits: where there are few images it sets about checking them in the background, and many wait for `begin`.
 */
export class ImageChecks {
  readonly #checks = new Map<string, Check>();

  /** @param onChange called with the project's file when something has come of its images */
  constructor(
    private readonly options: ImageChecksOptions,
    private readonly onChange: (file: string) => void,
  ) {}

  /** @returns undefined where there are no images, or no plan that says which of them are used */
  of({ file, dataset, result: { plan } }: Project): ImageCheckState | undefined {
    const known = this.#checks.get(file);
    // A plan that is gone for a moment, while somebody types, changes nothing.
    if (!plan || !dataset) return known?.of.dataset === dataset ? known?.state : undefined;
    const settings = settingsOf(plan);
    if (known?.of.dataset === dataset && known.of.settings === settings) return known.state;
    this.forget(file);
    const { images, bytes } = sizeOf(dataset, plan.dataset.classes);
    const check: Check = { of: { plan, dataset, settings }, state: { kind: 'unknown', images } };
    this.#checks.set(file, check);
    if (images > 0 && images <= mostUnasked.images && bytes <= mostUnasked.bytes && this.options.mayDecode())
      check.timer = setTimeout(() => void this.#work(file, check, true), this.options.delay ?? 1_000);
    return check.state;
  }

  /** Checks the images of a project that was asked about; does nothing where that is going on. */
  begin(file: string): void {
    const check = this.#checks.get(file);
    if (check && !check.work && this.options.mayDecode()) void this.#work(file, check, false);
  }

  /** Ends a check that is going on. */
  stop(file: string): void {
    this.#checks.get(file)?.work?.abort();
  }

  /** Nobody looks at it any more: what is not done ends. */
  leave(file: string): void {
    if (this.#checks.get(file)?.state.kind !== 'checked') this.forget(file);
  }

  /** Ends it, and forgets what was found out; the next one who asks has it found out anew. */
  forget(file: string): void {
    const check = this.#checks.get(file);
    clearTimeout(check?.timer);
    this.#checks.delete(file);
    check?.work?.abort();
  }

  dispose(): void {
    for (const file of [...this.#checks.keys()]) this.forget(file);
  }

  async #work(file: string, check: Check, inBackground: boolean): Promise<void> {
    clearTimeout(check.timer);
    const work = new AbortController();
    check.work = work;
    const { images } = check.state;
    const { plan, dataset } = check.of;
    const tell = (state: ImageCheckState) => {
      check.state = state;
      if (this.#checks.get(file) === check) this.onChange(file);
    };
    tell({ kind: 'checking', done: 0, images });
    try {
      const result = await checkImagesOf(plan, dataset, {
        ...{ installation: this.options.installation, node: await this.options.node() },
        ...{ signal: work.signal, inBackground },
        onProgress: (done) => tell({ kind: 'checking', done, images }),
      });
      tell({ kind: 'checked', images, findings: imageFindings(result, dataset, path.dirname(file)) });
    } catch (error) {
      if (work.signal.aborted) tell({ kind: 'unknown', images });
      else tell({ kind: 'failed', images, message: messageOf(error) });
    } finally {
      delete check.work;
    }
  }
}

function messageOf(error: unknown): string {
  if (error instanceof TransferError) return error.message;
  return `The images could not be checked (${error instanceof Error ? error.message : String(error)}).`;
}

function settingsOf({ dataset, base, training }: Plan): string {
  const { validation, groupBy, classes } = dataset;
  return JSON.stringify([validation, groupBy, training.seed, base.input.size, base.input.resize, classes]);
}

function sizeOf(dataset: DatasetFacts, classes: readonly string[]): { images: number; bytes: number } {
  const used = new Set(classes);
  let images = 0;
  let bytes = 0;
  const add = (look: FolderLook | undefined) => {
    for (const { name, images: some } of look?.found ? look.facts.classes : []) {
      if (!used.has(name)) continue;
      images += some.length;
      for (const image of some) bytes += image.bytes;
    }
  };
  add(dataset.train);
  add(dataset.validation);
  add(dataset.test);
  return { images, bytes };
}
