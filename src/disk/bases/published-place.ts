import os from 'node:os';
import path from 'node:path';
import type { CatalogBase } from '../../catalog/catalog-base';
import { userDataFolder } from '../files/user-secret';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The per-user folder that holds the published bases that were fetched, absolute: one copy for all projects, terminal and
 * editor alike. `TRANSFER_DESIGNER_BASES` puts it elsewhere.
 */
export function publishedFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  if (environment.TRANSFER_DESIGNER_BASES) return path.resolve(environment.TRANSFER_DESIGNER_BASES);
  return path.join(userDataFolder(environment, platform, home), 'transfer-designer', 'bases');
}

/** Where a published base lies once it was fetched; it is there whole or not at all. */
export function publishedPlace(base: Pick<CatalogBase, 'name' | 'fingerprint'>): string {
  return path.join(publishedFolder(), `${base.name}-${base.fingerprint.slice(0, 12)}`);
}
