import { accessSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from '../panel/harness/find-chromium';

const driver = 'vk_swiftshader_icd.json';

/**
 * What a process's environment must have on Linux so that it finds a GPU: the one in software that Chromium brings.
 *
 * @throws Error where there is none beside the browser
 */
export function softwareGpu(): Readonly<Record<string, string>> {
  const folders = [
    path.dirname(realpathSync(findChromium())),
    ...['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'],
  ];
  const folder = folders.find((place) => isThere(path.join(place, driver)));
  if (folder === undefined)
    throw new Error(
      `No ${driver} beside the browser, in ${folders.join(' or ')}: install Debian's chromium.`,
    );
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: path.join(folder, driver) };
}

/** What it must have so that it finds none. */
export const withoutGpu = { LD_LIBRARY_PATH: '', VK_ICD_FILENAMES: path.join(path.sep, 'none') };

function isThere(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}
