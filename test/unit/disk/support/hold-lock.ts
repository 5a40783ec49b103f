// Waits for a line on its input, tries to take a run folder, says how that went, and keeps it until it is killed.
import { once } from 'node:events';
import { errorCode } from '../../../../src/disk/files/error-code';
import { acquireRunLock } from '../../../../src/disk/runs/run-lock';

async function main(folder: string): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const answer = await acquireRunLock(folder).then(
    () => 'got it',
    (error: Error) => errorCode(error),
  );
  process.stdout.write(`${answer}\n`);
  setInterval(() => {}, 1000);
}

void main(process.argv[2] ?? '');
