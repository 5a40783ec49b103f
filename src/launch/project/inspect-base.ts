import type { LayerGraph } from '../../design/layer-graph';
import type { Severity } from '../../design/problem';
import type { ScaleMeasurement, ScaleTrial } from '../../design/scale-measurement';
import { type ErrorCode, TransferError } from '../../design/transfer-error';
import type { FileGroup, LocatedBase } from '../../disk/bases/base-look';
import type { ScaleQuestion } from '../../shared/scale-question';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { lastAnswer, lastWords } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';

/** What was found in a base's files. */
export interface Inspection extends Partial<LocatedBase> {
  /** By what its files are known again unread; left out where they have only just been changed. */
  readonly seen?: SeenFiles;
  /** Left out where the fingerprint is a known one, or there is a problem. */
  readonly graph?: LayerGraph;
  /** Where that was asked. */
  readonly beside?: readonly FileGroup[];
  /** Where that was asked; null where nothing can be told. */
  readonly scales?: Scales | null;
  readonly problem?: BaseFault;
}

type Scales = Omit<ScaleMeasurement, 'fingerprint'>;

export interface SeenFiles {
  /** The files and folders that decide what the base is, absolute. */
  readonly places: readonly string[];
  /** Their stamp while they were read. */
  readonly stamp: string;
}

export interface BaseFault {
  readonly code: string;
  readonly message: string;
  /** Default `error`. */
  readonly severity?: Severity;
  /** Bases that may be meant, as the file would write them; the likeliest first. */
  readonly near?: readonly string[];
}

export interface InspectOptions {
  /** Height and width of the pictures, for a base that takes any. */
  readonly size?: readonly [number, number] | undefined;
  /** Fingerprints of bases whose layers need not be read. */
  readonly known?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

interface Programs {
  readonly installation: Installation;
  readonly node: NodeProgram;
}

const longestInspection = 60_000;

/**
 * Reads a base's files and layers in a process of its own, without a native engine: whatever they hold, this process
 * neither waits nor runs out of memory. Never rejects unless stopped.
 * @param place the base's first file, or the folder that it lies in
 */
export async function inspectBase(
  place: string,
  where: Programs,
  { size, known = [], signal }: InspectOptions = {},
): Promise<Inspection> {
  return ask(place, [place, size ? size.join('x') : 'any', ...known], where, signal);
}

/**
 * Asks such a process which files belong to a base beside its first one.
 * @throws TransferError `base-…`, the signal's reason
 */
export async function askForFilesBeside(
  modelFile: string,
  where: Programs,
  signal: AbortSignal | undefined,
): Promise<readonly FileGroup[]> {
  const { beside, problem } = await ask(modelFile, ['beside', modelFile], where, signal);
  if (beside !== undefined) return beside;
  throw asBaseProblem(problem);
}

/**
 * Asks such a process how several scales of the pixels fit a base.
 * @returns null where nothing can be told; undefined where the process could not find out
 * @throws the signal's reason
 */
export async function askForScales(
  modelFile: string,
  question: ScaleQuestion,
  { signal, ...where }: Programs & { readonly signal?: AbortSignal | undefined },
): Promise<Scales | null | undefined> {
  const { scales } = await ask(modelFile, ['scales', modelFile], where, signal, JSON.stringify(question));
  return scales;
}

/**
 * Asks such a process for the layers of a published base that was not fetched yet: they come along. Never rejects unless
 * stopped.
 */
export function inspectPublished(
  name: string,
  where: Programs,
  { size, signal }: InspectOptions = {},
): Promise<Inspection> {
  return ask(name, ['published', name, size ? size.join('x') : 'any'], where, signal);
}

/** What stands in the way of a base, as others report it. */
export function asBaseProblem(
  { code, message }: BaseFault = { code: 'base-damaged', message: '' },
): TransferError {
  return new TransferError(code as ErrorCode, message);
}

async function ask(
  place: string,
  question: readonly string[],
  where: Programs,
  signal: AbortSignal | undefined,
  input?: string,
): Promise<Inspection> {
  const ended = await runToEnd(where.node.path, [bundleFile(where.installation, 'inspect'), ...question], {
    environment: where.node.environment,
    milliseconds: longestInspection,
    signal,
    ...(input === undefined ? {} : { input }),
  });
  signal?.throwIfAborted();
  if (ended.timedOut) return unreadable(place, `it took longer than ${longestInspection / 1000} seconds`);
  const answer = lastAnswer(ended.stdout, isInspection);
  if (answer) return answer;
  if (/out of memory/.test(ended.stderr))
    return unreadable(place, 'it takes more memory than there may be for it');
  return unreadable(place, lastWords(ended, 'the inspecting process'));
}

function isInspection(value: object): value is Inspection {
  const { modelFile, fingerprint, seen, graph, beside, scales, problem } = value as Inspection;
  if (graph !== undefined && !(isLayerGraph(graph) && graph.fingerprint === fingerprint)) return false;
  if (seen !== undefined && !(isTexts(seen.places) && typeof seen.stamp === 'string')) return false;
  if (beside !== undefined) return Array.isArray(beside) && beside.every(isFileGroup);
  if (scales !== undefined) return scales === null || isScales(scales);
  if (modelFile !== undefined && typeof modelFile !== 'string') return false;
  return typeof problem === 'object' || typeof fingerprint === 'string';
}

function isFileGroup(value: unknown): value is FileGroup {
  const { names, bytes } = value as Partial<FileGroup>;
  return isTexts(names) && Number.isSafeInteger(bytes);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isScales({ pictures, trials }: Partial<Scales>): boolean {
  return Number.isSafeInteger(pictures) && Array.isArray(trials) && trials.every(isTrial);
}

function isTrial(value: unknown): boolean {
  const { scale, shift } = value as Partial<ScaleTrial>;
  return (typeof scale === 'string' || typeof scale === 'object') && typeof shift === 'number';
}

/** Whether a parsed JSON value has the shape of a layer graph. */
function isLayerGraph(value: unknown): value is LayerGraph {
  if (typeof value !== 'object' || value === null) return false;
  const { name, fingerprint, layers, input, ownScaling, rewrites } = value as Partial<LayerGraph>;
  return (
    typeof name === 'string' &&
    typeof fingerprint === 'string' &&
    typeof input === 'object' &&
    input !== null &&
    Array.isArray(ownScaling) &&
    Array.isArray(rewrites) &&
    Array.isArray(layers) &&
    layers.length > 0 &&
    layers.every(isGraphLayer)
  );
}

function isGraphLayer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const layer = value as Partial<LayerGraph['layers'][number]>;
  return (
    typeof layer.name === 'string' &&
    typeof layer.type === 'string' &&
    Array.isArray(layer.inbound) &&
    Array.isArray(layer.outputShape) &&
    Array.isArray(layer.weights) &&
    typeof layer.params === 'number' &&
    typeof layer.multiplyAdds === 'number'
  );
}

function unreadable(place: string, reason: string): Inspection {
  const message = `The base ${place} could not be inspected: ${reason}. Check that it is a model.`;
  return { problem: { code: 'base-damaged', message } };
}
