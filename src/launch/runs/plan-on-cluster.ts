import {
  type ClusterEstimate,
  type ClusterQuestion,
  clusterEstimate,
  scaledCounts,
} from '../../design/cluster/cluster-estimate';
import { type ClusterRates, plainRates } from '../../design/cluster/cluster-rates';
import { clusterWarnings } from '../../design/cluster/cluster-warnings';
import { rayRefusals } from '../../design/cluster/ray-refusals';
import type { FolderLook } from '../../design/dataset-facts';
import type { ImageCounts } from '../../design/images/image-counts';
import { type PlannedCluster, plannedCluster } from '../project/cluster-settings';
import type { Project } from '../project/project';
import { type KnownPace, knownPace } from './known-pace';

/** What is asked over what is there. */
export interface SupposedCluster {
  readonly address?: string | undefined;
  /** If there were so many images in all. */
  readonly images?: number | undefined;
  readonly workers?: number | undefined;
  /** If a worker's network carried so many Gbit/s. */
  readonly network?: number | undefined;
}

/** What a project's plan would take on its cluster. */
export interface PlanOnCluster {
  readonly where: PlannedCluster;
  readonly estimate: ClusterEstimate;
  /** Of a picture's file, on average. */
  readonly imageBytes: number;
  readonly rates: ClusterRates;
  /** The runs whose pace was taken. */
  readonly runs: readonly string[];
  readonly warnings: readonly string[];
  /** Why it would not be trained there. */
  readonly refusals: readonly string[];
}

/** Of a photograph, where no file tells. */
const usualImageBytes = 100_000;

/**
 * Reckons what a plan takes on a cluster, which need not be there.
 *
 * @returns undefined where the project has no plan
 * @throws TransferError `cluster-file`, `cluster-address`
 */
export async function planOnCluster(
  project: Project,
  supposed: SupposedCluster,
): Promise<PlanOnCluster | undefined> {
  const said = await plannedCluster(project.folder, supposed.address);
  const where = { ...said, workers: supposed.workers ?? said.workers };
  const { plan } = project.result;
  if (plan === undefined) return undefined;
  const network = supposed.network === undefined ? {} : { network: (supposed.network * 1e9) / 8 };
  const usual = { ...plainRates(), ...network };
  const { trained, runs, ...paces } = await knownPace(project.folder, plan, usual, where.gpus > 0);
  const rates = withPaces(usual, paces);
  const counts = countsOf(project);
  const imageBytes = averageBytes(project) ?? usualImageBytes;
  const question: ClusterQuestion = {
    ...{ plan, rates, trained, imageBytes },
    cluster: { workers: where.workers, cpus: where.cpus, gpus: where.gpus },
    images: supposed.images === undefined ? counts : scaledCounts(counts, supposed.images),
  };
  const estimate = clusterEstimate(question);
  return {
    ...{ where, estimate, imageBytes, rates, runs },
    warnings: clusterWarnings(question, estimate),
    refusals: rayRefusals(plan),
  };
}

/** What `plan --on --json` prints of it: seconds, bytes, and bytes a second. */
export function planOnClusterAnswer({ where, estimate, ...others }: PlanOnCluster): object {
  const { address = null, storage } = where;
  return { address, storage, ...estimate, ...others };
}

function withPaces(
  rates: ClusterRates,
  { decode = rates.decode, answer = rates.answer }: Pick<KnownPace, 'decode' | 'answer'>,
): ClusterRates {
  return { ...rates, decode, answer };
}

function countsOf({ dataset, result }: Project): ImageCounts {
  const { plan, dataset: designed } = result;
  const train = designed?.trainingImages ?? 0;
  const classes = new Set(plan?.dataset.classes);
  const imagesIn = (look: FolderLook | undefined): number =>
    look?.found
      ? sum(look.facts.classes.map(({ name, images }) => (classes.has(name) ? images.length : 0)))
      : 0;
  const isShare = typeof plan?.dataset.validation === 'number';
  return {
    train,
    validation: isShare ? (designed?.images ?? 0) - train : imagesIn(dataset?.validation),
    test: imagesIn(dataset?.test),
  };
}

/** Undefined where there are no files whose sizes are known. */
function averageBytes({ dataset }: Project): number | undefined {
  if (!dataset?.train.found) return undefined;
  const files = dataset.train.facts.classes.flatMap(({ images }) => images);
  const bytes = sum(files.map((file) => file.bytes));
  return bytes === 0 ? undefined : bytes / files.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
