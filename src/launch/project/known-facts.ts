import path from 'node:path';
import type { DatasetFacts } from '../../design/dataset-facts';
import { isImageList } from '../../design/image-list';
import type { KnownOddImages } from '../../design/odd-images';
import type { ParsedFile } from '../../design/parsed-file';
import type { ScaleMeasurement } from '../../design/scale-measurement';
import { type FoundMeasurement, type MeasurementLookup, measurementLookup } from './kept-measurement';
import { type OddLookup, oddLookup } from './kept-odd-images';
import { type ScaleLookup, scaleLookup } from './measure-scales';
import type { FoundBase, Project, ProjectFacts } from './project';

/** How facts are found out. All may take their time; none rejects, unless the signal stops it. */
export interface FactSources {
  base(file: ParsedFile, signal: AbortSignal): Promise<FoundBase>;
  images(file: ParsedFile, signal: AbortSignal): Promise<DatasetFacts | undefined>;
  scales(lookup: ScaleLookup, signal: AbortSignal): Promise<ScaleMeasurement | undefined>;
  /** What is kept; measuring itself is asked for. */
  measurement(lookup: MeasurementLookup): Promise<FoundMeasurement>;
  /** What is kept; looking for odd images is asked for. */
  odd(lookup: OddLookup): Promise<KnownOddImages | undefined>;
}

/**
 * What was last found out of the base and the images that a file names. Asking never waits: it gives what is
 * known and, where the file names something else by now, sets about finding that out in the background.
 */
export class KnownFacts {
  readonly #base: Fact<FoundBase>;
  readonly #images: Fact<DatasetFacts | undefined>;
  readonly #scales: Fact<ScaleMeasurement | undefined, ScaleLookup>;
  readonly #measurement: Fact<FoundMeasurement, MeasurementLookup>;
  readonly #odd: Fact<KnownOddImages | undefined, OddLookup>;

  /**
   * @param onChange called when facts have come that were not known before
   * @param debounce milliseconds without a further change, after which what the file names is looked for
   */
  constructor(sources: FactSources, onChange: () => void, debounce: number = 150) {
    this.#base = new Fact((file, signal) => sources.base(file, signal), onChange, debounce);
    this.#images = new Fact((file, signal) => sources.images(file, signal), onChange, debounce);
    this.#scales = new Fact((lookup, signal) => sources.scales(lookup, signal), onChange, debounce);
    this.#measurement = new Fact((lookup) => sources.measurement(lookup), onChange, debounce);
    this.#odd = new Fact((lookup) => sources.odd(lookup), onChange, debounce);
  }

  /** What is known. While another base is being looked up, the last one still stands. */
  of(file: ParsedFile): ProjectFacts {
    const { base, dataset } = file.config;
    // A key that is gone for a moment, half typed, changes nothing.
    if (base) this.#base.want(JSON.stringify([base.model, base.sha256, base.input.size]), file);
    if (dataset.path !== undefined) {
      const folders = [dataset.path, dataset.validation, dataset.test].filter(
        (one) => typeof one === 'string',
      );
      // In a list numbers stand for classes by their place.
      const classes = folders.some(isImageList) ? dataset.classes : undefined;
      this.#images.want(JSON.stringify([folders, dataset.groupBy, classes]), file);
    }
    const images = this.#images.value;
    const scales = this.#scales.value;
    const odd = this.#odd.value;
    return {
      ...this.#base.value,
      ...(images ? { dataset: images } : {}),
      ...(scales ? { scales } : {}),
      ...this.#measurement.value,
      ...(odd ? { odd } : {}),
    };
  }

  /** Looks for what was measured of a project as it is now; of another one nothing is told any more. */
  wantMeasurement(project: Project): void {
    const lookup = measurementLookup(project);
    if (lookup) this.#measurement.want(lookup.key, lookup);
  }

  /** Looks for what was found of the images of a project. */
  wantOdd(project: Project): void {
    const lookup = oddLookup(project);
    if (lookup) this.#odd.want(lookup.key, lookup);
  }

  refreshOdd(): void {
    this.#odd.refresh();
  }

  /** Something was measured: it is read at once. */
  refreshMeasurement(): void {
    this.#measurement.refresh(0);
  }

  /** Sets about measuring how the pixels of a project are scaled, where nobody says it. */
  wantScales(project: Project): void {
    const lookup = scaleLookup(project);
    if (lookup) this.#scales.want(lookup.key, lookup);
  }

  /** Looks again: something on the disk has changed, or downloading is allowed now. */
  refreshBase(): void {
    this.#base.refresh();
  }

  refreshImages(): void {
    this.#images.refresh();
    // It may be allowed now; what is kept is only read.
    this.#scales.refresh();
    this.#measurement.refresh();
  }

  /** Resolves when neither base nor images are being looked up; a measurement is not waited for. */
  async settled(): Promise<void> {
    await Promise.all([this.#base.settled(), this.#images.settled()]);
  }

  dispose(): void {
    this.#base.dispose();
    this.#images.dispose();
    this.#scales.dispose();
    this.#measurement.dispose();
    this.#odd.dispose();
  }
}

class Fact<Value, Of = ParsedFile> {
  value: Value | undefined;
  #key: string | undefined;
  #of: Of | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: AbortController | undefined;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly find: (of: Of, signal: AbortSignal) => Promise<Value>,
    private readonly onChange: () => void,
    private readonly debounce: number,
  ) {}

  want(key: string, of: Of): void {
    this.#of = of;
    if (key === this.#key) return;
    const first = this.#key === undefined;
    this.#key = key;
    this.#schedule(first ? 0 : this.debounce);
  }

  refresh(delay = this.debounce): void {
    if (this.#of) this.#schedule(delay);
  }

  settled(): Promise<void> {
    if (!this.#timer && !this.#looking) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#looking?.abort();
    this.#looking = undefined;
    this.#of = undefined;
    this.#tellSettled();
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, milliseconds);
  }

  async #look(): Promise<void> {
    const of = this.#of;
    if (of === undefined) return;
    this.#looking?.abort();
    const looking = new AbortController();
    this.#looking = looking;
    try {
      const value = await this.find(of, looking.signal);
      if (looking.signal.aborted) return;
      this.value = value;
      this.onChange();
    } catch {
      // Stopped, because something newer is being looked up or nobody asks any more.
    } finally {
      if (this.#looking === looking) {
        this.#looking = undefined;
        if (!this.#timer) this.#tellSettled();
      }
    }
  }

  #tellSettled(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/**
 * The folders on disk whose changes change the facts, absolute: the images', and that of a base on disk. Folders of
 * images only once they were looked at, and not those that are a whole disk or not to be looked at. Of a list it is the list
 * itself: the images that it names may lie anywhere.
 */
export function watchedFolders(
  file: ParsedFile,
  folder: string,
  known: DatasetFacts | undefined,
): { readonly images: readonly string[]; readonly base: string | undefined } {
  const { base, dataset } = file.config;
  const named = [dataset.path, dataset.validation, dataset.test].filter((one) => typeof one === 'string');
  const watchable = [known?.train, known?.validation, known?.test].flatMap((look) => {
    if (look === undefined) return [];
    if (look.found) return [look.facts.copyOf ?? look.facts.path];
    return look.reason === 'too large' || look.reason === 'outside' ? [] : [look.path];
  });
  const model = base?.model;
  const onDisk = model !== undefined && !/^[a-z][a-z0-9+.-]+:\/\//i.test(model) && /[\\/.]/.test(model);
  const place = onDisk ? path.resolve(folder, model) : undefined;
  return {
    images: [...new Set(named.map((one) => path.resolve(folder, one)))].filter((one) =>
      watchable.includes(one),
    ),
    base: place && (path.extname(place) === '.json' ? path.dirname(place) : place),
  };
}

/** Whether a file belongs to a run or a cache of the project in `folder`, so it is no image to learn from. */
export function isWrittenByRuns(file: string, folder: string): boolean {
  const [first] = path.relative(folder, file).split(path.sep);
  return first === 'runs' || first === '.transfer';
}
