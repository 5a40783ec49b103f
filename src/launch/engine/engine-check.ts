import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { engineTable, type GpuProvider, gpuVariable, onnxRuntime } from '../../shared/engines';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { lastAnswer, lastWords } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';

/** A small real training, or computation, passed with this engine, or why it did not. */
export type EngineVerdict =
  | { readonly ok: true; readonly engine: string }
  | { readonly ok: false; readonly message: string };

const longestCheck = 120_000;

const noneOfThem = {
  [engineTable['tfjs-node'].package.variable]: '',
  [onnxRuntime.package.variable]: '',
  [gpuVariable]: '',
};

/** Trains a tiny network with the tfjs-node package in `folder`, in a process of its own. Never rejects. */
export function checkEngine(
  installation: Installation,
  node: NodeProgram,
  folder: string,
  signal?: AbortSignal,
): Promise<EngineVerdict> {
  return checkWith(installation, node, { [engineTable['tfjs-node'].package.variable]: folder }, signal);
}

/** Computes a tiny network with the onnxruntime-node package in `folder`, in the same way. */
export function checkOnnxRuntime(
  installation: Installation,
  node: NodeProgram,
  folder: string,
  signal?: AbortSignal,
): Promise<EngineVerdict> {
  return checkWith(installation, node, { [onnxRuntime.package.variable]: folder }, signal);
}

/** Trains a tiny network on the GPU, as the onnxruntime-node package in `folder` reaches it, and compares with the processor. */
export function checkGpu(
  installation: Installation,
  node: NodeProgram,
  folder: string,
  provider: GpuProvider,
  signal?: AbortSignal,
): Promise<EngineVerdict> {
  const named = { [onnxRuntime.package.variable]: folder, [gpuVariable]: provider };
  return checkWith(installation, node, named, signal);
}

async function checkWith(
  installation: Installation,
  node: NodeProgram,
  engine: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<EngineVerdict> {
  const ended = await runToEnd(node.path, [bundleFile(installation, 'engine-check')], {
    environment: { ...node.environment, ...noneOfThem, ...engine },
    milliseconds: longestCheck,
    signal,
  });
  if (ended.timedOut) return { ok: false, message: `no answer within ${longestCheck / 1000} seconds` };
  const answer = lastAnswer(ended.stdout, isVerdict);
  if (answer?.ok === true) return { ok: true, engine: String(answer.engine) };
  return { ok: false, message: String(answer?.message ?? lastWords(ended, 'the check')) };
}

/** Where the packages have their bindings, below a folder for each version of Node's interface. */
const bindings: readonly (readonly [folder: string, binding: string])[] = [
  ['lib', 'tfjs_binding.node'],
  ['bin', path.join(process.platform, process.arch, 'onnxruntime_binding.node')],
];

/** The native library of an engine's package, absolute, with its size and time; undefined if it has none for this machine. */
export async function nativeLibrary(
  folder: string,
): Promise<{ readonly file: string; readonly bytes: number; readonly changed: number } | undefined> {
  for (const [place, binding] of bindings) {
    // No such folder: the package is the other one, or npm got it but not its library.
    const versions = await readdir(path.join(folder, place)).catch(() => []);
    for (const version of versions.sort().reverse()) {
      const file = path.join(folder, place, version, binding);
      const facts = await stat(file).catch(() => undefined);
      if (facts?.isFile()) return { file, bytes: facts.size, changed: facts.mtimeMs };
    }
  }
  return undefined;
}

interface Verdict {
  readonly ok: unknown;
  readonly engine?: unknown;
  readonly message?: unknown;
}

function isVerdict(answer: object): answer is Verdict {
  return 'ok' in answer;
}
