import { createHash } from 'node:crypto';
import path from 'node:path';
import { factsOf } from '../../design/base/graph-facts';
import type { FolderFacts } from '../../design/dataset-facts';
import type { Measurement } from '../../design/measurement';
import { type CutToMeasure, cutsToMeasure } from '../../design/network/cuts-to-measure';
import type { Plan } from '../../design/plan';
import type { LocatedBase } from '../../disk/bases/base-look';
import { type Installation, packageVersion } from '../programs/installation';
import { KeptJson } from './kept-json';
import type { Project } from './project';

/** What is to be measured of a project, with a name for all that the answer depends on but the number of images. */
export interface MeasurementLookup {
  readonly key: string;
  readonly base: LocatedBase;
  readonly plan: Plan;
  readonly cuts: readonly CutToMeasure[];
}

/** @returns undefined where there is nothing to measure: no base yet, no images, errors in the file */
export function measurementLookup({
  result,
  base,
  graph,
  parsed,
  dataset,
}: Project): MeasurementLookup | undefined {
  const { plan } = result;
  const facts = graph && factsOf(graph);
  if (!plan || !base || !facts || !dataset?.train.found) return undefined;
  const cuts = cutsToMeasure(parsed, facts);
  if (cuts.length === 0) return undefined;
  const { input } = plan.base;
  const { classes, validation, groupBy } = plan.dataset;
  const images = imagesHash(dataset.train.facts);
  const said = [base.fingerprint, input, cuts, classes, validation, groupBy, plan.training.seed, images];
  const hash = createHash('sha256').update(JSON.stringify(said));
  return { key: hash.digest('hex'), base, plan, cuts };
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

/** A measurement, and how many images were asked for. */
export interface KeptMeasurement {
  readonly asked: number;
  readonly measurement: Measurement;
}

/** Measurements in a project's folder; see `KeptJson`. */
export class KeptMeasurements {
  private constructor(private readonly kept: KeptJson) {}

  static async of(projectFolder: string, installation: Installation): Promise<KeptMeasurements> {
    const folder = path.join(projectFolder, '.transfer', 'measured');
    return new KeptMeasurements(new KeptJson(folder, 'measured', await packageVersion(installation)));
  }

  async read({ key }: MeasurementLookup): Promise<KeptMeasurement | undefined> {
    return (await this.kept.read(`${key}.json`)) as KeptMeasurement | undefined;
  }

  keep({ key }: MeasurementLookup, kept: KeptMeasurement): Promise<void> {
    return this.kept.keep(`${key}.json`, kept);
  }
}
