import type { LayerGraph } from '../../design/layer-graph';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { answerIn } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';

/** What was found in a base's files. */
export interface Inspection {
  /** See `baseFingerprint`. Left out where the files can't be read. */
  readonly fingerprint?: string;
  /** Left out where the fingerprint is a known one, or there is a problem. */
  readonly graph?: LayerGraph;
  readonly problem?: { readonly code: string; readonly message: string };
}

export interface InspectOptions {
  /** Height and width of the pictures, for a base that takes any. */
  readonly size?: readonly [number, number] | undefined;
  /** Fingerprints of bases whose layers need not be read. */
  readonly known?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

const longestInspection = 60_000;

/**
 * Reads a base's files and layers in a process of its own, without a native engine: whatever they hold, this process
 * neither waits nor runs out of memory. Never rejects unless stopped.
 */
export async function inspectBase(
  modelFile: string,
  where: { readonly installation: Installation; readonly node: NodeProgram },
  { size, known = [], signal }: InspectOptions = {},
): Promise<Inspection> {
  const programArguments = [
    bundleFile(where.installation, 'inspect'),
    modelFile,
    size ? size.join('x') : 'any',
    ...known,
  ];
  const ended = await runToEnd(where.node.path, programArguments, {
    environment: where.node.environment,
    milliseconds: longestInspection,
    signal,
  });
  signal?.throwIfAborted();
  if (ended.timedOut) {
    return unreadable(modelFile, `it took longer than ${longestInspection / 1000} seconds`);
  }
  for (const line of ended.stdout.trim().split(/\r?\n/).reverse()) {
    const answer = answerIn(line);
    if (isInspection(answer)) return answer;
  }
  if (/out of memory/.test(ended.stderr))
    return unreadable(modelFile, 'it takes more memory than there may be for it');
  const reason = ended.startError?.message ?? ended.stderr.trim().split(/\r?\n/).at(-1);
  return unreadable(modelFile, reason || `the inspecting process ended with status ${ended.status}`);
}

function isInspection(value: unknown): value is Inspection {
  if (typeof value !== 'object' || value === null) return false;
  const { fingerprint, graph, problem } = value as Partial<Inspection>;
  if (graph !== undefined) return isLayerGraph(graph) && graph.fingerprint === fingerprint;
  return typeof problem === 'object' || typeof fingerprint === 'string';
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

function unreadable(modelFile: string, reason: string): Inspection {
  const message = `The base ${modelFile} could not be inspected: ${reason}. Check that it is a TF.js LayersModel.`;
  return { problem: { code: 'base-damaged', message } };
}
