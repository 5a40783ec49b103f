import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { engineTable } from '../../shared/engines';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { lastAnswer, lastWords } from '../programs/output-lines';
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
  const answer = lastAnswer(ended.stdout, isVerdict);
  if (answer?.ok === true) return { ok: true, engine: String(answer.engine) };
  return { ok: false, message: String(answer?.message ?? lastWords(ended, 'the check')) };
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

interface Verdict {
  readonly ok: unknown;
  readonly engine?: unknown;
  readonly message?: unknown;
}

function isVerdict(answer: object): answer is Verdict {
  return 'ok' in answer;
}
