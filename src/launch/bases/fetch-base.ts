import type { CatalogBase } from '../../catalog/catalog-base';
import { publishedPlace } from '../../disk/bases/published-place';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { answerIn, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';

export interface FetchProgress {
  /** For the user, e.g. `Downloading EfficientNet-Lite0`. */
  readonly message: string;
  /** How much has come so far, in bytes, and how much there is, where that is known. */
  readonly bytes?: number;
  readonly totalBytes?: number;
}

/** A line of the fetching process. */
export type FetchAnswer = FetchProgress | { readonly done: true } | { readonly problem: string };

export interface FetchOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gets a published base into the user's folder, in a process of its own.
 *
 * @returns why it could not be had; undefined once it is there
 * @throws the signal's reason where it is stopped
 */
export async function fetchBase(
  base: CatalogBase,
  { installation, node, onProgress, signal }: FetchOptions,
): Promise<string | undefined> {
  let problem: string | undefined = 'the fetching process ended without a word';
  const read = lineReader((line) => {
    const answer = answerIn(line) as Partial<FetchProgress & { done: true; problem: string }> | undefined;
    if (answer?.message !== undefined) onProgress?.(answer as FetchProgress);
    else if (answer?.done) problem = undefined;
    else if (typeof answer?.problem === 'string') problem = answer.problem;
  });
  const ended = await runToEnd(
    node.path,
    [bundleFile(installation, 'fetch-base'), base.name, publishedPlace(base)],
    {
      environment: node.environment,
      signal,
      onOutput: (text, stream) => stream === 'stdout' && read(text),
    },
  );
  read();
  signal?.throwIfAborted();
  return ended.startError?.message ?? problem;
}
