import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where this package lies on the disk. */
export interface Installation {
  /** The package's own folder, absolute; with `models` and maybe `node_modules` in it. */
  readonly root: string;
  /** The folder of the bundles that are started as processes (`run.js`, `inspect.js` and so on), absolute. */
  readonly bundles: string;
}

/** The installation whose bundles lie in `bundles`, which is the package's `dist/`. */
export function installationAround(bundles: string): Installation {
  return { root: path.dirname(bundles), bundles };
}

/** The absolute path of a bundle, e.g. `bundleFile(installation, 'run')`. */
export function bundleFile(
  installation: Installation,
  name:
    | 'run'
    | 'inspect'
    | 'predict'
    | 'measure'
    | 'see'
    | 'look'
    | 'export'
    | 'ray-export'
    | 'check-images'
    | 'thumbnails'
    | 'engine-check'
    | 'fetch-base'
    | 'fetch-images'
    | 'image-list'
    | 'layout-thread',
): string {
  return path.join(installation.bundles, `${name}.js`);
}

/** The folder of the programs that run on a cluster of Ray. */
export function jobPrograms({ root }: Installation): string {
  return path.join(root, 'ray-job');
}

/** This package's version, e.g. `0.1.0`. */
export async function packageVersion(installation: Installation): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(installation.root, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
  return typeof version === 'string' ? version : 'unknown';
}
