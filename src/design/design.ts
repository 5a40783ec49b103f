import { reportAdvice } from './advice/advice';
import { offerMoreLayers } from './advice/dial';
import { measuredAnswers } from './advice/measured-answers';
import { reportMemory } from './advice/memory-advice';
import { dividingLineOf, similarityOf, sizeOf } from './advice/size-and-similarity';
import { chooseCase, type Suggestion, suggest } from './advice/suggestion';
import { reportUnexpandedPaths, saysNoMore } from './advice/unexpanded-paths';
import { factsOf } from './base/graph-facts';
import type { Similarity, Size } from './config';
import type { DatasetFacts } from './dataset-facts';
import { hubReference, isCommit } from './hub-reference';
import { type DesignedImages, designImages } from './images/design-images';
import type { ClassCount } from './images/training-images';
import type { LayerGraph } from './layer-graph';
import type { Measurement } from './measurement';
import { followsMeasuredCut } from './network/cut';
import { designNetwork, type Network } from './network/network';
import { type OddImages, oddCounts } from './odd-images';
import type { ParsedFile } from './parsed-file';
import type { Plan } from './plan';
import { makePlan } from './plan/make-plan';
import type { KeyPath, Problem, Severity } from './problem';
import { planProblem } from './problems/plan-problems';
import { fixesBy, type Report, reportInto } from './problems/report';
import type { ScaleMeasurement } from './scale-measurement';
import { transferCases } from './transfer-cases';

export interface DesignInputs {
  readonly file: ParsedFile;
  /** The base, where it is known. */
  readonly graph?: LayerGraph;
  /** Why the base could not be read; shown where the file names it. */
  readonly baseProblem?: {
    readonly code: string;
    readonly message: string;
    readonly severity?: Severity;
    /** Bases that may be meant, as the file would write them; the likeliest first. */
    readonly near?: readonly string[];
  };
  /** The base as it is named with its commit, where it is one of the Hugging Face hub that was downloaded. */
  readonly pinnedBase?: string;
  /** What was found in the folders that the file names; left out while nothing has been looked at. */
  readonly dataset?: DatasetFacts;
  /** What was measured of the base on these images; one of another base is passed over. */
  readonly measurement?: Measurement;
  /** What was found of the images by comparing them. */
  readonly odd?: OddImages;
  /** How several scales of the pixels fit the base; one of another base is passed over. */
  readonly scales?: ScaleMeasurement;
  /** The memory of the machine that trains, in bytes; left out where it is not known. */
  readonly machineMemory?: number;
  /** The user's home folder, absolute: what `~` was meant to be. */
  readonly home?: string;
}

export interface DesignResult {
  /** Those of the text and those of the design, in the order of the text. */
  readonly problems: readonly Problem[];
  /** There as soon as size and similarity are known, also without a base. */
  readonly suggestion?: Suggestion;
  /** Only if no error stands in its way. */
  readonly plan?: Plan;
  /** What is kept, frozen and trained; there as soon as the base and the cut are, also with errors elsewhere. */
  readonly network?: Network;
  readonly dataset?: DesignedDataset;
}

export interface DesignedDataset {
  readonly images: number;
  /** Those of them that train. */
  readonly trainingImages: number;
  readonly classes: readonly ClassCount[];
  readonly size: Size;
  readonly similarity: Similarity;
}

/**
 * From what the file says, what the base is and what lies in the folders to a plan with nothing left open, the
 * problems in the way, and the case that fits. The one place that decides: editor, panel, terminal and run show
 * the same because they ask here. Never throws: should anything in here fail, that is one of the problems, and what
 * was known before it is still told. A millisecond or two, for it runs at every key press.
 */
export function design(inputs: DesignInputs): DesignResult {
  const { file, baseProblem, pinnedBase, dataset, home } = inputs;
  const problems: Problem[] = [...file.problems];
  if (baseProblem !== undefined) problems.push(asProblem(baseProblem, file));
  const known: Known = {};
  const report = reportInto(problems, file);
  let told: readonly KeyPath[] = [];
  try {
    const isBaseMissing = baseProblem?.code === 'base-missing';
    told = reportUnexpandedPaths(file, { dataset, isBaseMissing, home }, report);
    if (pinnedBase !== undefined) reportOpenCommit(file, pinnedBase, report);
    decide(inputs, known, report);
  } catch (error) {
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    report(planProblem('internal-fault', { fault }), []);
  }
  const { plan, ...others } = known;
  return {
    problems: inTextOrder(problems.filter((problem) => !saysNoMore(problem, told))),
    ...others,
    ...(plan && !problems.some(({ severity }) => severity === 'error') && { plan }),
  };
}

/** What is known so far. */
type Known = { -readonly [K in keyof Omit<DesignResult, 'problems'>]: DesignResult[K] };

function decide(
  { file, graph, dataset, measurement, odd, scales, machineMemory }: DesignInputs,
  known: Known,
  report: Report,
): void {
  const images = dataset && designImages(file, dataset, report);
  if (images && odd && odd.findings.length > 0)
    report(planProblem('odd-pictures', oddCounts(odd)), ['dataset', 'path']);
  const count = images?.training.images;
  const size = sizeOf(file, count, report);
  const isOfBase = measurement !== undefined && measurement.fingerprint === graph?.fingerprint;
  const measured = isOfBase ? measuredAnswers(measurement) : undefined;
  const similarity = size && similarityOf(file, measured?.similarity, report);
  const fitting = size && similarity && suggest(size, similarity);
  if (fitting) known.suggestion = fitting;
  if (images && fitting) known.dataset = described(images, fitting);
  const transferCase = chooseCase(file, fitting, report);

  // Names in the file are checked against the base also while no case is known, as if it were the first.
  const facts = graph && factsOf(graph);
  const classes = images?.training.classes.length ?? 0;
  const likeCase = transferCase ?? transferCases[1];
  const cuts = isOfBase && measured ? { layer: measured.cut.layer, cuts: measurement.cuts } : undefined;
  const network = facts && designNetwork(file, facts, likeCase, classes, { scales, cuts }, report);
  if (!network) return;
  known.network = network;
  const followed = measured && followsMeasuredCut(file, likeCase) ? [measured.cut.text] : [];
  const offer =
    count !== undefined ? offerMoreLayers(file, network, count, dividingLineOf(file), report) : undefined;
  const offers = [...followed, ...(offer === undefined ? [] : [offer])];
  if (size && similarity && offers.length > 0) known.suggestion = suggest(size, similarity, offers);

  if (!transferCase) return;
  const plan = images && makePlan(file, { transferCase, network, images }, report);
  reportAdvice(file, { transferCase, network, images, plan, size: size?.size }, report);
  if (plan) known.plan = plan;
  if (plan && machineMemory !== undefined) reportMemory(file, plan, machineMemory, report);
}

/**
 * What to show: the result or, where the program failed on the text, its problems with what was known of the text
 * before. There is no plan then.
 */
export function resultToShow(result: DesignResult, before: DesignResult | undefined): DesignResult {
  const failed = result.problems.some(({ code }) => code === 'internal-fault');
  if (!failed || before === undefined) return result;
  const { plan, ...known } = before;
  return { ...known, ...result };
}

function described({ training, counts }: DesignedImages, { size, similarity }: Suggestion): DesignedDataset {
  return {
    images: training.images,
    trainingImages: counts.train,
    classes: training.classes,
    size,
    similarity,
  };
}

function reportOpenCommit(file: ParsedFile, pinnedBase: string, report: Report): void {
  const model = file.config.base?.model;
  if (model === undefined || isCommit(hubReference(model)?.revision)) return;
  const path = ['base', 'model'];
  report(planProblem('base-commit-open', { pinned: pinnedBase }), path, [
    { title: 'Pin the commit', path, value: pinnedBase },
  ]);
}

function asProblem(
  { code, message, severity = 'error', near = [] }: NonNullable<DesignInputs['baseProblem']>,
  file: ParsedFile,
): Problem {
  const path = file.has(['base', 'model']) ? ['base', 'model'] : ['base'];
  const fixes = fixesBy(
    near.map((value) => ({ title: `Write ${value}`, path, value })),
    file,
  );
  return {
    ...{ code, severity, message, path: ['base'], range: file.rangeOf(['base']) },
    ...(fixes.length > 0 && { fixes }),
  };
}

function inTextOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(
    (one, other) => one.range.start - other.range.start || one.range.end - other.range.end,
  );
}
