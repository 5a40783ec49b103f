import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The program of a Chromium browser: CHROME_PATH, or one found by its usual name. Throws with what to do. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const { CHROME_PATH: named, PATH: folders = '' } = environment;
  if (named !== undefined && named !== '') {
    if (canRun(named)) return named;
    throw new Error(
      `CHROME_PATH names ${named}, which is not a program that can be started. Correct or unset it.`,
    );
  }
  const onPath = folders
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  const found = [...onPath, ...usualPlaces].find(canRun);
  if (found !== undefined) return found;
  throw new Error(
    'These tests need a Chromium browser and found none. Install Chromium or Google Chrome ' +
      '(Debian and Ubuntu: apt-get install chromium), or set CHROME_PATH to its program.',
  );
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
