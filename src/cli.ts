#!/usr/bin/env node
import { CommanderError } from 'commander';
import { type ExitStatus, exitStatus, statusAfter } from './cli/exit-status';
import { onEndSignal } from './cli/interrupt';
import { onLostOutput } from './cli/lost-output';
import { createProgram } from './cli/program';
import { createTerminal, type Terminal } from './cli/terminal';
import { installationAround, packageVersion } from './launch/programs/installation';
import { findNode } from './launch/programs/node-program';

async function main(words: readonly string[]): Promise<ExitStatus> {
  onLostOutput();
  // The bundles lie beside this one, in dist/.
  const installation = installationAround(__dirname);
  let status: ExitStatus = exitStatus.done;
  const program = createProgram(await packageVersion(installation), async (work, call) => {
    const stop = new AbortController();
    let terminal: Terminal | undefined;
    // A run that is followed has its own answer to these.
    onEndSignal((signal) => {
      stop.abort();
      terminal?.screen.live('');
      leave(statusAfter(signal));
    });
    const where = { installation, node: await findNode(), signal: stop.signal };
    terminal = createTerminal(process.stdout, process.stderr, process.env, where);
    try {
      status = await work(terminal, call);
    } finally {
      terminal.screen.live('');
    }
  });
  try {
    await program.parseAsync(words.length > 0 ? words : ['--help'], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitStatus.done : exitStatus.wrongInput;
  }
  return status;
}

let isHungUp = false;
process.once('SIGHUP', () => {
  isHungUp = true;
});

/** Ends this program at once. */
function leave(status: ExitStatus): never {
  endIfHungUp();
  process.exit(status);
}

/** Node aborts where it can't give the terminal back as it was, since that is closed; so the signal itself ends it. */
function endIfHungUp(): void {
  const { stdin, stdout, stderr } = process;
  if (!isHungUp || process.platform === 'win32' || ![stdin, stdout, stderr].some(({ isTTY }) => isTTY))
    return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
    endIfHungUp();
  },
  (error: unknown) => {
    process.stderr.write(
      `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitStatus.runFailed;
  },
);
