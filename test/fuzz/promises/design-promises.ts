import type { DatasetFacts, FolderLook } from '../../../src/design/dataset-facts';
import { type DesignResult, design } from '../../../src/design/design';
import { parseTransferFile } from '../../../src/design/format/parse';
import { applyEdits } from '../../../src/design/format/text-edits';
import type { LayerGraph } from '../../../src/design/layer-graph';
import type { Measurement } from '../../../src/design/measurement';
import type { ParsedFile } from '../../../src/design/parsed-file';
import type { Fix, Problem } from '../../../src/design/problem';
import { textProblems } from '../../../src/design/problems/text-problems';
import { unseenLetter } from '../../../src/design/words/unseen-letters';
import { keyPathText } from '../../../src/design/words/wording';
import { brokenPlaces } from './place-promises';
import { brokenPlan } from './plan-promises';
import { workTime } from './work-time';

/** What lies around a text. Of the folders those count that the text names. */
export interface Surroundings {
  readonly graph?: LayerGraph;
  readonly train?: FolderLook;
  readonly validation?: FolderLook;
  readonly test?: FolderLook;
  readonly measurement?: Measurement;
}

export const designPromise =
  'A text is designed without a throw, within half a second; problems lie inside it, fixes mend them, and a plan agrees with itself.';

const unseen = new RegExp(unseenLetter.source);

/** Throws, with the text, where what is promised of the design of any text does not hold. */
export function holdDesign(text: string, around: Surroundings): void {
  const { result: designed, milliseconds } = workTime(() => designOf(text, around));
  const { file, result } = designed;
  const broken = [
    ...(milliseconds > 500 ? [`Design took ${milliseconds.toFixed(0)} ms.`] : []),
    ...result.problems.filter(({ code }) => code === 'internal-fault').map(({ message }) => message),
    ...brokenPlaces(text, result.problems),
    ...result.problems
      .filter(({ message }) => unseen.test(message))
      .map(({ code }) => `${code} hides letters.`),
    ...result.problems.flatMap((problem) => brokenFixes(text, problem, result, around)),
    ...brokenResult(file, result, around),
  ];
  if (broken.length === 0) return;
  const seen = {
    graph: around.graph?.name,
    train: around.train?.found,
    validation: around.validation?.found,
  };
  throw new Error(
    `${broken.slice(0, 5).join('\n')}\n${JSON.stringify(seen)}\n${JSON.stringify(text)}\n${text}`,
  );
}

function designOf(text: string, around: Surroundings): { file: ParsedFile; result: DesignResult } {
  const file = parseTransferFile(text);
  const { graph, measurement } = around;
  const dataset = datasetOf(file, around);
  const result = design({
    file,
    ...(graph && file.config.base && { graph }),
    ...(measurement && { measurement }),
    ...(dataset && { dataset }),
  });
  return { file, result };
}

function datasetOf(
  { config }: ParsedFile,
  { train, validation, test }: Surroundings,
): DatasetFacts | undefined {
  const { path, validation: held, test: tested, groupBy } = config.dataset;
  if (path === undefined || train === undefined) return undefined;
  const groups = groupBy !== undefined && train.found && typeof held !== 'string';
  return {
    train,
    ...(typeof held === 'string' && validation && { validation }),
    ...(tested !== undefined && test && { test }),
    ...(groups && { groups: groupsOf(groupBy, train) }),
  };
}

function groupsOf(pattern: string, { facts }: Extract<FolderLook, { found: true }>) {
  const classes = facts.classes.map(({ name, images }) => ({ name, groups: Math.ceil(images.length / 2) }));
  return { pattern, classes, grouped: pattern.includes('x') ? 0 : 1 };
}

function brokenResult(file: ParsedFile, result: DesignResult, { graph }: Surroundings): readonly string[] {
  const { plan, problems } = result;
  if (plan === undefined) return [];
  if (problems.some(({ severity }) => severity === 'error')) return ['There is a plan over an error.'];
  return graph ? brokenPlan(plan, graph, file.config) : ['There is a plan without a base.'];
}

function brokenFixes(
  text: string,
  problem: Problem,
  before: DesignResult,
  around: Surroundings,
): readonly string[] {
  return (problem.fixes ?? []).flatMap((fix) => {
    const what = `"${fix.title}" for ${problem.code} at ${keyPathText(problem.path)}`;
    // Where no edit would have its effect, as where a key stands twice, none is offered.
    if (fix.edits.length === 0) return [];
    const mended = applyEdits(text, fix.edits);
    if (mended === text) return [`${what} changes nothing.`];
    if (changesWhatIsFound.has(problem.code)) return [];
    const after = designOf(mended, around).result;
    const left = isLeft(problem, before, after);
    const errors = uncovers(problem, fix, before, after) ? [] : newErrors(problem, before, after);
    return [
      ...(left ? [`${what} leaves it:\n${mended}`] : []),
      ...errors.map((error) => `${what} brings ${error}:\n${mended}`),
    ];
  });
}

/** The base is inspected anew at the size that is written, and other folders are classes. */
const changesWhatIsFound: ReadonlySet<string> = new Set([
  ...['input-size-unknown', 'classes-not-listed', 'class-not-on-disk'],
  ...['path-not-expanded', 'backslashes-in-path'],
]);

/** Whether the problem is still there: as many of its kind, and the same at its place. */
function isLeft(problem: Problem, before: DesignResult, after: DesignResult): boolean {
  // The reader gets further, which was made sure of when the fix was found.
  if (uncovering.has(problem.code)) return false;
  const ofKind = ({ problems }: DesignResult) => problems.filter(({ code }) => code === problem.code);
  // Of a key that stands twice with the same fault, the second one counts once the first is gone.
  const isFewer =
    ofKind(after).length < ofKind(before).length || after.problems.length < before.problems.length;
  const isSame = ({ path, message }: Problem) =>
    keyPathText(path) === keyPathText(problem.path) &&
    (!(problem.code in textProblems) || message === problem.message);
  return !isFewer && ofKind(after).some(isSame);
}

/**
 * Whether a fix makes more of the text readable, lets more be checked, or moves the cut, beyond which layers are gone
 * that the file may name: what is wrong then was not told before.
 */
function uncovers(problem: Problem, fix: Fix, before: DesignResult, after: DesignResult): boolean {
  const isRead = fix.title.startsWith('Change to') || uncovering.has(problem.code);
  const slips = ({ problems }: DesignResult) => problems.filter(({ code }) => uncovering.has(code)).length;
  const isDecided = before.network !== undefined && before.network.kept.cut === after.network?.kept.cut;
  return (
    isRead || slips(after) < slips(before) || !isDecided || (!before.dataset && after.dataset !== undefined)
  );
}

const uncovering: ReadonlySet<string> = new Set([
  ...[
    'not-text',
    'tab-indentation',
    'backslash-in-quotes',
    'unknown-alias',
    'one-key-only',
    'reserved-letter',
  ],
  ...['colon-missing', 'space-missing', 'equals-sign', 'indentation-wrong', 'dash-missing', 'comma-missing'],
  ...['stray-mark', 'line-broken'],
  ...['two-on-a-line', 'quote-not-closed', 'bracket-not-closed', 'bracket-not-opened', 'unseen-letter'],
  ...['curly-quotes', 'misplaced-key'],
]);

/** The errors that were not there: of the text where its own problem was mended, for then base and images may be found. */
function newErrors(problem: Problem, before: DesignResult, after: DesignResult): readonly string[] {
  const ofText = problem.code in textProblems;
  const errors = ({ problems }: DesignResult) =>
    problems.filter(({ severity, code }) => severity === 'error' && (!ofText || code in textProblems));
  const [was, is] = [errors(before), errors(after)];
  if (is.length <= was.length) return [];
  const known = new Set(was.map(({ message }) => message));
  return is.filter(({ message }) => !known.has(message)).map(({ code, message }) => `${code} (${message})`);
}
