import path from 'node:path';
import { imagesFor } from '../design/advice/dial';
import { dividingLineOf } from '../design/advice/size-and-similarity';
import type { Suggestion } from '../design/advice/suggestion';
import { differencesFromSuggestion, trainsWords } from '../design/advice/your-file';
import type { Similarity } from '../design/config';
import type { DesignResult } from '../design/design';
import { folderOfImages } from '../design/image-list';
import type { Network } from '../design/network/network';
import type { ParsedFile } from '../design/parsed-file';
import type { Plan } from '../design/plan';
import type { Problem, Severity } from '../design/problem';
import { transferCases } from '../design/transfer-cases';
import { resultSentence, resultVerdict } from '../design/words/result-words';
import { canApplySuggestion } from '../language/apply-suggestion';
import { panelGraph } from '../language/panel-graph';
import { panelProbes } from '../language/panel-probes';
import type { Project } from '../launch/project/project';
import type { PilotState } from '../launch/runs/pilots';
import type { StudyState } from '../launch/runs/studies';
import type {
  PanelCost,
  PanelGuide,
  PanelProblems,
  PanelRun,
  PanelView,
  PanelYours,
} from '../shared/panel-messages';
import { isGoing } from '../shared/run-record';
import { estimateSeconds } from './estimate';
import { evidenceOf, type MeasuredInputs, panelMeasured } from './panel-measured';
import { type PictureInputs, panelPictures } from './panel-pictures';
import { panelPilot } from './panel-pilot';
import { panelStudy } from './panel-study';
import { runHistory } from './run-history';
import { clusterHost, isLeft, judgedOf, mayResume, type RunView } from './run-view';
import { doingWords, shownShare } from './run-words';
import { type Tried, tryItOf } from './tried';

/** All that a view is made of. */
export interface PanelInputs extends PictureInputs, MeasuredInputs {
  readonly revision: number;
  /** The file's name with its folder. */
  readonly title: string;
  readonly pinned: boolean;
  /** Those of this file, newest first. */
  readonly runs: readonly RunView[];
  readonly tried: Tried;
  readonly pilot: PilotState;
  readonly study: StudyState;
  /** Where a cluster would train the file, as its button says; null where nobody has named one. */
  readonly cluster: string | null;
  /** The address by which the panel may load a picture, given its absolute path; undefined where it may not. */
  readonly pictureAddress: (file: string) => string | undefined;
  /** The folders of the runs whose curves the panel asked for. */
  readonly wantedCurves: readonly string[];
}

/** Pictures that went wrong, at most so many: the panel shows no more at once. */
const mostPictures = 60;
const mostPastRuns = 1_000;
/** The head of the panel has room for no more; the editor's list has them all. */
const mostProblems = 3;
const severities: readonly Severity[] = ['error', 'warning', 'information'];

/** What the panel shows. A pure function: the same inputs give the same view. */
export function panelView(inputs: PanelInputs): PanelView {
  const { project, runs, revision, pinned, restricted } = inputs;
  const { graph, result } = project;
  const shown = runs.find(({ state }) => state === 'running') ?? runs[0];
  const past = runs.slice(0, mostPastRuns);
  const drawn = graph ? panelGraph(graph, result.network, panelProbes(project)) : null;
  return {
    ...{ revision, pinned, restricted },
    file: inputs.title,
    path: project.file,
    problems: problemsOf(project),
    graph: drawn,
    graphMissing: drawn ? null : whyNoGraph(project),
    pictures: panelPictures(inputs),
    guide: guideOf(project),
    pilot: panelPilot(project, inputs.pilot, restricted),
    measured: panelMeasured(inputs),
    cost: costOf(project, runs),
    cluster: inputs.cluster,
    study: panelStudy(project, inputs.study, restricted),
    run: shown ? panelRun(shown, project, inputs.pictureAddress) : null,
    tryIt: tryItOf(runs, inputs.tried),
    ...runHistory(past, new Date()),
    curves: Object.fromEntries(
      runs
        .filter((run) => run === shown || inputs.wantedCurves.includes(run.folder))
        .map((run) => [run.folder, run.epochs]),
    ),
  };
}

function problemsOf({ result: { problems } }: Project): PanelProblems {
  const [errors = [], warnings = [], notes = []] = severities.map((severity) =>
    problems.filter((problem) => problem.severity === severity).toSorted(byPlace),
  );
  const first = [...errors, ...warnings, ...notes].slice(0, mostProblems);
  return {
    errorsHereAlone: errors.filter(({ code }) => code === 'memory-too-small').length,
    ...{ errors: errors.length, warnings: warnings.length, notes: notes.length },
    first: first.map(({ severity, message, range: { line, column } }) => ({
      severity,
      message,
      line,
      column,
    })),
  };
}

function byPlace({ range: one }: Problem, { range: other }: Problem): number {
  return one.start - other.start;
}

function whyNoGraph({ parsed, base, result: { problems } }: Project): string {
  const ofBase = problems.find(({ path, severity }) => severity === 'error' && path[0] === 'base');
  if (ofBase) return ofBase.message;
  if (!parsed.config.base) return 'The file names no base yet. Write `base: demo`, or the path of a model.';
  return base ? 'The layers of the base are being read.' : 'The base is being looked for.';
}

function guideOf(project: Project): PanelGuide | null {
  const { parsed, result } = project;
  const { suggestion } = result;
  if (!suggestion) return null;
  const { case: suggested, name, reasons, size, similarity, similaritySource } = suggestion;
  return {
    suggested,
    ...{ name, reasons, size, similarity, similaritySource },
    images: result.dataset?.images ?? 0,
    dividingLine: dividingLineOf(parsed),
    yours: yoursOf(parsed, result, suggestion),
    evidence: evidenceOf(project, similarity),
  };
}

function yoursOf(parsed: ParsedFile, result: DesignResult, suggestion: Suggestion): PanelYours {
  const { network, dataset } = result;
  const differences = differencesFromSuggestion(parsed, result);
  return {
    trains: trainsWords(result) ?? null,
    differs: differences.map(({ words }) => words),
    canGoBack: canApplySuggestion(result, parsed),
    fits:
      network && dataset && differences.length > 0
        ? {
            images: imagesFor(network, dataset.images, dividingLineOf(parsed)),
            similarity: similarityThatFits(network, suggestion),
          }
        : null,
  };
}

/** Which images a network is for: one that is cut early, or starts from random weights, is for different ones. */
function similarityThatFits({ kept, init }: Network, suggestion: Suggestion): Similarity {
  const { position, cutInFirstThird, cutBeforeClassifier } = kept.facts;
  const place = (layer: string) => position.get(layer) ?? 0;
  const isEarly = cutInFirstThird !== cutBeforeClassifier && place(kept.cut) <= place(cutInFirstThird);
  if (isEarly || init === 'random') return 'different';
  return transferCases[suggestion.case].cut === 'before the classifier' ? suggestion.similarity : 'similar';
}

function costOf({ result: { plan, dataset } }: Project, runs: readonly RunView[]): PanelCost | null {
  if (!plan) return null;
  return {
    trainableParams: plan.trainableParams,
    frozenParams: plan.frozenParams,
    trainingImages: dataset?.trainingImages ?? 0,
    // Two phases on the same prefix share one cache.
    cacheBytes: [...new Map(plan.phases.map(({ cache }) => [cache?.cut, cache?.bytes ?? 0])).values()].reduce(
      (sum, bytes) => sum + bytes,
      0,
    ),
    estimatedSeconds: estimateSeconds(plan, runs),
  };
}

function panelRun(run: RunView, project: Project, address: PanelInputs['pictureAddress']): PanelRun {
  const { folder, name, state, stopping, announcement, result, plan } = run;
  // The panel shows the mistakes on test images where there are any, else those on validation images.
  const evaluation = result?.test ?? result?.validation;
  const images = imagesFolder(plan, result?.test ? 'test' : 'validation');
  const pictures = (evaluation?.wrong ?? []).slice(0, mostPictures).flatMap(({ file }) => {
    const found = address(path.join(images, file));
    return found === undefined ? [] : [[file, found]];
  });
  return {
    ...{ folder, name, state, stopping, announcement, result },
    ...{ cluster: run.cluster && clusterHost(run.cluster), left: isLeft(run) },
    ...(isGoing(state) ? { doing: doingWords(run), done: shownShare(run) } : { doing: '', done: null }),
    resumable: mayResume(run) && !hasOtherBase(run, project),
    told: toldOf(run),
    classes: plan.dataset.classes,
    pictures: Object.fromEntries(pictures),
  };
}

/** Whether the base of a run has become another one under the same name: no run goes on with that. */
function hasOtherBase({ plan }: RunView, { result }: Project): boolean {
  const now = result.plan?.base;
  return now?.model === plan.base.model && now.fingerprint !== plan.base.fingerprint;
}

export function imagesFolder({ dataset }: Plan, side: 'validation' | 'test'): string {
  if (side === 'test') return folderOfImages(dataset.test ?? dataset.path);
  return folderOfImages(typeof dataset.validation === 'string' ? dataset.validation : dataset.path);
}

function toldOf(run: RunView): PanelRun['told'] {
  const sentences = judgedOf(run).map((judged) => [
    judged.set,
    `${resultSentence(judged)} ${resultVerdict(judged)}`,
  ]);
  return Object.fromEntries(sentences);
}
