import { existsSync } from 'node:fs';
import path from 'node:path';
import { isBucketAddress } from '../../design/bucket-address';
import type { DatasetConfig } from '../../design/config';
import { isImageList } from '../../design/image-list';
import { TransferError } from '../../design/transfer-error';
import type { FetchedCopy, FetchStep } from '../../disk/bucket/fetch-copy';
import type { FetchImagesAnswer } from '../../disk/bucket/fetch-images-process';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { answerIn, lastWords, lineReader } from '../programs/output-lines';
import { runToEnd } from '../programs/run-to-end';

export interface FetchImagesOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  readonly onImages?: ((step: FetchStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What of the images may lie in a bucket: an address, or a list of this machine, whose rows may name some. */
function namedElsewhere({ path: train, validation, test }: DatasetConfig, folder: string): readonly string[] {
  return [train, validation, test].filter(
    (named): named is string =>
      typeof named === 'string' &&
      (isBucketAddress(named) || (isImageList(named) && existsSync(path.resolve(folder, named)))),
  );
}

/**
 * Makes the copies of the images that a file names in buckets what these are now, in a process of its own: the one thing that
 * asks a bucket for images. Starts none where the file names no bucket.
 *
 * @param folder of the file, absolute
 * @returns what has come of each; nothing of lists that name nothing in buckets
 * @throws TransferError as `fetchCopy`, `bucket-unreachable` where the process ends without a word; the signal's reason
 */
export async function fetchImages(
  dataset: DatasetConfig,
  folder: string,
  { installation, node, onImages, signal }: FetchImagesOptions,
): Promise<readonly FetchedCopy[]> {
  signal?.throwIfAborted();
  const named = namedElsewhere(dataset, folder);
  if (named.length === 0) return [];
  let fetched: readonly FetchedCopy[] | undefined;
  let problem: { readonly message: string; readonly code: unknown } | undefined;
  const read = lineReader((line) => {
    const answer = answerIn(line) as FetchImagesAnswer | undefined;
    if (answer === undefined) return;
    if ('step' in answer) onImages?.(answer.step);
    if ('fetched' in answer) fetched = answer.fetched;
    if ('problem' in answer) problem = answer.problem;
  });
  const ended = await runToEnd(node.path, [bundleFile(installation, 'fetch-images'), folder, ...named], {
    environment: node.environment,
    endsWithUs: true,
    signal,
    onOutput: (text, stream) => stream === 'stdout' && read(text),
  });
  read();
  signal?.throwIfAborted();
  if (fetched !== undefined) return fetched;
  const { code, message = `The images could not be fetched: ${lastWords(ended, 'the fetching process')}.` } =
    problem ?? {};
  throw new TransferError(
    typeof code === 'string' ? (code as TransferError['code']) : 'bucket-unreachable',
    message,
  );
}
