import path from 'node:path';
import type { CatalogBase } from '../../catalog/catalog-base';
import { userDataFolder } from '../files/user-secret';

/**
 * The per-user folder that holds the published bases that were fetched, absolute: one copy for all projects, terminal and
 * editor alike. `TRANSFER_DESIGNER_BASES` puts it elsewhere.
 */
function publishedFolder(): string {
  const named = process.env.TRANSFER_DESIGNER_BASES;
  return named ? path.resolve(named) : path.join(userDataFolder(), 'transfer-designer', 'bases');
}

/** Where a published base lies once it was fetched; it is there whole or not at all. */
export function publishedPlace(base: Pick<CatalogBase, 'name' | 'fingerprint'>): string {
  return path.join(publishedFolder(), `${base.name}-${base.fingerprint.slice(0, 12)}`);
}
