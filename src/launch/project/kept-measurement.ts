import { createHash } from 'node:crypto';
import path from 'node:path';
import { factsOf } from '../../design/base/graph-facts';
import type { FolderFacts } from '../../design/dataset-facts';
import type {
  DrawnMeasurement,
  MeasuredThing,
  Measurement,
  StaleMeasurement,
} from '../../design/measurement';
import { type CutToMeasure, cutsToMeasure } from '../../design/network/cuts-to-measure';
import type { Plan } from '../../design/plan';
import type { LocatedBase } from '../../disk/bases/base-look';
import { type Installation, packageVersion } from '../programs/installation';
import { KeptJson } from './kept-json';
import type { Project } from './project';

/** What is to be measured of a project, with a name for all that the answer depends on but the number of images. */
export interface MeasurementLookup {
  readonly key: string;
  /** All that by what it is: where one is other, so is the name. */
  readonly of: Readonly<Record<MeasuredThing, string>>;
  /** The name of the project's file. */
  readonly file: string;
  readonly base: LocatedBase;
  readonly plan: Plan;
  readonly cuts: readonly CutToMeasure[];
  readonly trainingImages: number;
}

/** @returns undefined where there is nothing to measure: no base yet, no images, errors in the file */
export function measurementLookup({
  file,
  result,
  base,
  graph,
  parsed,
  dataset,
}: Project): MeasurementLookup | undefined {
  const { plan, dataset: designed } = result;
  const facts = graph && factsOf(graph);
  if (!plan || !designed || !base || !facts || !dataset?.train.found) return undefined;
  const cuts = cutsToMeasure(parsed, facts);
  if (cuts.length === 0) return undefined;
  const { input } = plan.base;
  const { classes, validation, groupBy } = plan.dataset;
  const of = {
    base: base.fingerprint,
    images: imagesHash(dataset.train.facts),
    settings: hashOf([input, cuts, classes, validation, groupBy, plan.training.seed]),
  };
  const { trainingImages } = designed;
  return {
    key: hashOf([of.base, of.images, of.settings]),
    of,
    file: path.basename(file),
    base,
    plan,
    cuts,
    trainingImages,
  };
}

function hashOf(said: unknown): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** What was measured of a project's base and images, and still holds. */
export function measuredOf({ facts, graph, result }: Project): DrawnMeasurement | undefined {
  const { measurement } = facts;
  if (measurement === undefined || measurement.fingerprint !== graph?.fingerprint) return undefined;
  return { measurement, trainingImages: result.dataset?.trainingImages ?? measurement.images };
}

const known = new WeakMap<FolderFacts, string>();

/** Over the images' names and sizes; remembered, for it is asked for at every key press and there may be a million images. */
export function imagesHash(facts: FolderFacts): string {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const hash = createHash('sha256');
  for (const { name, images } of facts.classes) {
    hash.update(`${JSON.stringify(name)}\n`);
    for (const { file, bytes } of images) hash.update(`${JSON.stringify(file)} ${bytes}\n`);
  }
  const digest = hash.digest('hex');
  known.set(facts, digest);
  return digest;
}

/** A measurement, how many images were asked for, and what it was measured of. */
export interface KeptMeasurement extends DrawnMeasurement {
  readonly asked: number;
  readonly of: MeasurementLookup['of'];
}

/** What is known by measuring: what holds, else what was measured of the file last. */
export interface FoundMeasurement {
  readonly measurement?: Measurement;
  readonly staleMeasurement?: StaleMeasurement;
}

/** Measurements in a project's folder; see `KeptJson`. */
export class KeptMeasurements {
  private constructor(private readonly kept: KeptJson) {}

  static async of(projectFolder: string, installation: Installation): Promise<KeptMeasurements> {
    const folder = path.join(projectFolder, '.transfer', 'measured');
    return new KeptMeasurements(new KeptJson(folder, 'measurements', await packageVersion(installation)));
  }

  /** That of just these things. */
  async read({ key }: Pick<MeasurementLookup, 'key'>): Promise<KeptMeasurement | undefined> {
    return (await this.kept.read(`${key}.json`)) as KeptMeasurement | undefined;
  }

  /** That of just these things or, where there is none, the last one of the file, with what has changed since. */
  async find(lookup: MeasurementLookup): Promise<FoundMeasurement> {
    const holds = await this.read(lookup);
    if (holds !== undefined) return { measurement: holds.measurement };
    const last = (await this.kept.read(lastOf(lookup))) as { readonly key: string } | undefined;
    const before = last && (await this.read(last));
    if (before === undefined) return {};
    const { measurement, trainingImages } = before;
    const changed = changedBetween(before.of, lookup.of);
    return { staleMeasurement: { measurement, trainingImages, changed } };
  }

  async keep(lookup: MeasurementLookup, asked: number, measurement: Measurement): Promise<void> {
    const { key, of, trainingImages } = lookup;
    await this.kept.keep(`${key}.json`, { asked, of, trainingImages, measurement } satisfies KeptMeasurement);
    await this.kept.keep(lastOf(lookup), { key });
  }
}

/** The name of the file that says which of a project file's measurements was the last. */
function lastOf({ file }: MeasurementLookup): string {
  return `last-${hashOf(file)}.json`;
}

/** Settings, such as the layers to cut at and the classes, follow base and images: they are told where nothing else is other. */
function changedBetween(
  before: MeasurementLookup['of'],
  now: MeasurementLookup['of'],
): readonly MeasuredThing[] {
  const things = (['base', 'images'] as const).filter((thing) => before[thing] !== now[thing]);
  return things.length > 0 ? things : ['settings'];
}
