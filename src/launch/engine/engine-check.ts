import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { engineTable } from '../../shared/engines';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { answerIn } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';

/** A small real training passed with this engine, or why it did not. */
export type EngineVerdict =
  | { readonly ok: true; readonly engine: string }
  | { readonly ok: false; readonly message: string };

const longestCheck = 120_000;

/** Trains a tiny network with the tfjs-node package in `folder`, in a process of its own. Never rejects. */
export async function checkEngine(
  installation: Installation,
  node: NodeProgram,
  folder: string,
  signal?: AbortSignal,
): Promise<EngineVerdict> {
  const ended = await runToEnd(node.path, [bundleFile(installation, 'engine-check')], {
    environment: { ...node.environment, [engineTable['tfjs-node'].package.variable]: folder },
    milliseconds: longestCheck,
    signal,
  });
  if (ended.timedOut) return { ok: false, message: `no answer within ${longestCheck / 1000} seconds` };
  if (ended.startError) return { ok: false, message: ended.startError.message };
  return verdictIn(ended.stdout) ?? { ok: false, message: lastLineOf(ended.stderr, ended.status) };
}

/** The native library of a tfjs-node package, absolute, with its size and time; undefined if it has none. */
export async function nativeLibrary(
  folder: string,
): Promise<{ readonly file: string; readonly bytes: number; readonly changed: number } | undefined> {
  try {
    const versions = await readdir(path.join(folder, 'lib'));
    for (const version of versions.sort().reverse()) {
      const file = path.join(folder, 'lib', version, 'tfjs_binding.node');
      const facts = await stat(file).catch(() => undefined);
      if (facts?.isFile()) return { file, bytes: facts.size, changed: facts.mtimeMs };
    }
  } catch {
    // No `lib` folder: npm got the package but not its library.
  }
  return undefined;
}

function verdictIn(output: string): EngineVerdict | undefined {
  // TensorFlow itself may print before the answer.
  for (const line of output.trim().split(/\r?\n/).reverse()) {
    const answer = answerIn(line);
    if (!answer || !('ok' in answer)) continue;
    if (answer.ok === true && 'engine' in answer) return { ok: true, engine: String(answer.engine) };
    return { ok: false, message: 'message' in answer ? String(answer.message) : 'the check failed' };
  }
  return undefined;
}

function lastLineOf(text: string, status: number | null): string {
  const last = text.trim().split(/\r?\n/).at(-1);
  return last || (status === null ? 'the check was killed' : `the check ended with status ${status}`);
}
