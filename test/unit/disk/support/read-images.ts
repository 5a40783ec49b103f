// Takes all file descriptors that are left, gives some back after a while if told to, and tries to read and scan.
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import timers from 'node:timers/promises';
import { scanFolder } from '../../../../src/disk/images/folder-scan';
import { readImageBytes } from '../../../../src/disk/images/image-decoding';

function takeAll(): number[] {
  const taken: number[] = [];
  for (;;) {
    try {
      taken.push(openSync('/dev/null', 'r'));
    } catch {
      return taken;
    }
  }
}

async function main(folder: string, comeBack: boolean): Promise<void> {
  // What is loaded late is loaded before.
  await readImageBytes(path.join(folder, 'cats/a.png'));
  await scanFolder(folder);
  const taken = takeAll();
  // What does not come back needs no waiting for.
  if (!comeBack) Object.assign(timers, { setTimeout: async () => {} });
  if (comeBack) setTimeout(() => taken.splice(0).forEach(closeSync), 300);
  const [read, look] = await Promise.all([
    readImageBytes(path.join(folder, 'cats/a.png')).then(
      ({ sha256 }) => sha256,
      (error: Error) => ({ name: error.name, message: error.message }),
    ),
    scanFolder(folder),
  ]);
  taken.splice(0).forEach(closeSync);
  process.stdout.write(JSON.stringify({ read, look }));
}

void main(process.argv[2] ?? '', process.argv[3] === 'come back');
