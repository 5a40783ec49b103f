// Takes all file descriptors that are left, then tries to run a program.
import { closeSync, openSync } from 'node:fs';
import { runToEnd } from '../../../../src/launch/programs/run-to-end';

async function main(): Promise<void> {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    // That was the last one.
  }
  const { status, startError } = await runToEnd(process.execPath, ['-e', '']);
  taken.forEach(closeSync);
  process.stdout.write(JSON.stringify({ status, startError: startError?.message }));
}

void main();
