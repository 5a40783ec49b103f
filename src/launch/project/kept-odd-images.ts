import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { measuredAnswers } from '../../design/advice/measured-answers';
import { factsOf } from '../../design/base/graph-facts';
import type { CutToMeasure } from '../../design/network/cuts-to-measure';
import type { KnownOddImages, OddFinding, OddImage, OddImages } from '../../design/odd-images';
import type { Plan } from '../../design/plan';
import type { LocatedBase } from '../../disk/bases/base-look';
import { type Installation, packageVersion } from '../programs/installation';
import { KeptJson } from './kept-json';
import { imagesHash, measurementLookup } from './kept-measurement';
import type { Project } from './project';

/** How the images of a project are compared, with a name for all that the answer depends on. */
export interface OddLookup {
  readonly key: string;
  /** Of the transfer.yaml, absolute. */
  readonly file: string;
  readonly base: LocatedBase;
  readonly plan: Plan;
  /** The good cut. */
  readonly cut: string;
  /** In the order of the data. */
  readonly cuts: readonly CutToMeasure[];
  /** Which of the cuts images are compared at, and which one tells textures. */
  readonly compared: readonly number[];
  readonly textures: number;
}

/**
 * Images are compared at the cut that was measured to be good, else at the plan's, with the ones before and behind it: what one
 * cut takes for another class by accident, its neighbours mostly don't.
 *
 * @returns undefined where there is nothing to compare: no base yet, no images, errors in the file
 */
export function oddLookup(project: Project): OddLookup | undefined {
  const lookup = measurementLookup(project);
  const { facts, dataset, graph, file } = project;
  const layers = graph && factsOf(graph);
  if (!lookup || !dataset || !layers) return undefined;
  const { base, plan, cuts: all } = lookup;
  const place = (layer: string): number => layers.position.get(layer) ?? 0;
  const measured = facts.measurement && measuredAnswers(facts.measurement)?.cut.layer;
  const wanted = place(measured ?? plan.cut);
  const good = Math.max(
    0,
    all.findIndex(({ layer }) => place(layer) >= wanted),
  );
  const first = Math.max(0, Math.min(good - 1, all.length - 3));
  const near = all.slice(first, first + 3);
  const early = place(layers.cutInFirstThird);
  const ofTextures = all.findLast(({ layer, shape }) => shape.length > 1 && place(layer) <= early) ?? all[0];
  const cuts = all.filter((cut) => cut === ofTextures || near.includes(cut));
  const compared = near.map((cut) => cuts.indexOf(cut));
  const textures = ofTextures ? cuts.indexOf(ofTextures) : 0;
  const { classes, validation, groupBy } = plan.dataset;
  const images = [dataset.train, dataset.validation, dataset.test].map((look) =>
    look?.found ? imagesHash(look.facts) : null,
  );
  const { input } = plan.base;
  const { seed } = plan.training;
  const said = [
    base.fingerprint,
    input,
    cuts,
    compared,
    textures,
    classes,
    validation,
    groupBy,
    seed,
    images,
  ];
  const key = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return { ...{ key, file, base, plan, cuts, compared, textures }, cut: all[good]?.layer ?? plan.cut };
}

/** Findings that were looked at and are to be told no more. */
const mostDecided = 10_000;
/** They outlast versions of this package. */
const decidedVersion = '1';
const decidedName = 'decided.json';

/** What was found in a project's folder, of each transfer.yaml the last; see `KeptJson`. */
export class KeptOddImages {
  private constructor(
    private readonly projectFolder: string,
    private readonly kept: KeptJson,
    private readonly decided: KeptJson,
  ) {}

  static async of(projectFolder: string, installation: Installation): Promise<KeptOddImages> {
    const folder = path.join(projectFolder, '.transfer', 'looked');
    return new KeptOddImages(
      projectFolder,
      new KeptJson(folder, 'looked', await packageVersion(installation)),
      new KeptJson(folder, 'decided', decidedVersion),
    );
  }

  /** What was found, as far as the images are still there and nobody has decided about it. */
  async read({ key, file }: OddLookup): Promise<KnownOddImages | undefined> {
    const kept = (await this.kept.read(nameOf(file))) as
      | { readonly key: string; readonly odd: OddImages }
      | undefined;
    if (kept === undefined) return undefined;
    const decided = new Set(await this.decidedIds());
    const open = kept.odd.findings.filter(({ id }) => !decided.has(id));
    const there = await Promise.all(open.map((finding) => this.#there(finding)));
    const findings = there.filter((finding) => finding !== undefined);
    return { ...kept.odd, findings, isStale: kept.key !== key };
  }

  keep({ key, file }: OddLookup, odd: OddImages): Promise<void> {
    return this.kept.keep(nameOf(file), { key, odd });
  }

  async decidedIds(): Promise<readonly string[]> {
    const ids = await this.decided.read(decidedName);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  }

  /** From now on nothing is told of a finding, or it is again. */
  async decide(id: string, isDecided: boolean): Promise<void> {
    const others = (await this.decidedIds()).filter((one) => one !== id);
    await this.decided.keep(decidedName, isDecided ? [...others, id].slice(-mostDecided) : others);
  }

  /** The finding with what is left of its images; none where what it is about is gone. */
  async #there(finding: OddFinding): Promise<OddFinding | undefined> {
    const [images, nearest] = await Promise.all([this.#files(finding.images), this.#files(finding.nearest)]);
    if (finding.kind !== 'classes' && images.length < finding.images.length) return undefined;
    return { ...finding, images, nearest };
  }

  async #files(images: readonly OddImage[]): Promise<readonly OddImage[]> {
    const there = await Promise.all(
      images.map(({ file }) =>
        lstat(path.resolve(this.projectFolder, file)).then(
          () => true,
          () => false,
        ),
      ),
    );
    return images.filter((_, at) => there[at]);
  }
}

function nameOf(file: string): string {
  return `${createHash('sha256').update(path.basename(file)).digest('hex').slice(0, 16)}.json`;
}
