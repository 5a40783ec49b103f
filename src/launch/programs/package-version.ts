import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Installation } from './installation';

/** This package's version, e.g. `0.1.0`. */
export async function packageVersion(installation: Installation): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(installation.root, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
  return typeof version === 'string' ? version : 'unknown';
}
