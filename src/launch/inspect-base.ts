import type { LayerGraph } from '../design/layer-graph';
import { bundleFile, type Installation } from './installation';
import type { NodeProgram } from './node-program';
import { answerIn } from './output-lines';
import { runToEnd } from './run-to-end';

/** A base's layer graph, or why there is none. */
export type Inspection =
  | { readonly graph: LayerGraph }
  | { readonly problem: { readonly code: string; readonly message: string } };

const longestInspection = 60_000;

/**
 * Reads a base's layers in a process of its own, without a native engine. Never rejects unless stopped.
 * @param size height and width of the pictures, for a base that takes any
 */
export async function inspectBase(
  modelFile: string,
  where: { readonly installation: Installation; readonly node: NodeProgram },
  size?: readonly [number, number],
  signal?: AbortSignal,
): Promise<Inspection> {
  const programArguments = [
    bundleFile(where.installation, 'inspect'),
    modelFile,
    ...(size ?? []).map(String),
  ];
  const ended = await runToEnd(where.node.path, programArguments, {
    environment: { ...where.node.environment, TRANSFER_DESIGNER_TFJS_NODE: undefined },
    milliseconds: longestInspection,
    signal,
  });
  signal?.throwIfAborted();
  if (ended.timedOut) {
    return unreadable(modelFile, `it took longer than ${longestInspection / 1000} seconds`);
  }
  for (const line of ended.stdout.trim().split(/\r?\n/).reverse()) {
    const answer = answerIn(line);
    if (answer && 'graph' in answer && isLayerGraph(answer.graph)) return { graph: answer.graph };
    if (answer && 'problem' in answer) return answer as Inspection;
  }
  const reason = ended.startError?.message ?? ended.stderr.trim().split(/\r?\n/).at(-1);
  return unreadable(modelFile, reason || `the inspecting process ended with status ${ended.status}`);
}

/** Whether a parsed JSON value has the shape of a layer graph. */
export function isLayerGraph(value: unknown): value is LayerGraph {
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
