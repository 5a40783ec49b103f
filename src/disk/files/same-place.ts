import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * What all ways to name one folder or file have in common: by way of a link or not, with `c:` or `C:`, and on Windows
 * with letters of any case. Only to be compared.
 */
export function placeOf(named: string, platform: string = process.platform): string {
  const real = realPlace(path.resolve(named));
  return platform === 'win32' ? real.toLowerCase() : real;
}

/** Also of what is not there (any more): then the folder above it decides. */
function realPlace(named: string): string {
  try {
    return realpathSync.native(named);
  } catch {
    const above = path.dirname(named);
    return above === named ? named : path.join(realPlace(above), path.basename(named));
  }
}

/** Whether two names in one folder are the same file, as far as the system's usual disks tell them apart. */
export function isSameName(one: string, other: string, platform: string = process.platform): boolean {
  const tellsCase = platform !== 'win32' && platform !== 'darwin';
  return tellsCase ? one === other : one.toLowerCase() === other.toLowerCase();
}
