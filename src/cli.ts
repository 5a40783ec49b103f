#!/usr/bin/env node
import { type Command, readArguments, UsageError } from './cli/arguments';
import { checkCommand } from './cli/commands/check-command';
import { planCommand } from './cli/commands/plan-command';
import { predictCommand } from './cli/commands/predict-command';
import { resumeCommand } from './cli/commands/resume-command';
import { runtimeCommand } from './cli/commands/runtime-command';
import { stopCommand } from './cli/commands/stop-command';
import { trainCommand } from './cli/commands/train-command';
import { type ExitStatus, exitStatus, statusAfter } from './cli/exit-status';
import { helpText } from './cli/help';
import { onEndSignal } from './cli/interrupt';
import { onLostOutput } from './cli/lost-output';
import { createTerminal, type Terminal } from './cli/terminal';
import { installationAround, packageVersion } from './launch/programs/installation';
import { findNode } from './launch/programs/node-program';

async function main(words: readonly string[]): Promise<ExitStatus> {
  let command: Command;
  try {
    command = readArguments(words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return exitStatus.wrongInput;
  }
  onLostOutput(command.command === 'train' || command.command === 'resume');
  // The bundles lie beside this one, in dist/.
  const installation = installationAround(__dirname);
  if (command.command === 'help') {
    process.stdout.write(helpText(command.about));
    return exitStatus.done;
  }
  if (command.command === 'version') {
    process.stdout.write(`${await packageVersion(installation)}\n`);
    return exitStatus.done;
  }
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
    return await perform(command, terminal);
  } finally {
    terminal.screen.live('');
  }
}

function perform(
  command: Exclude<Command, { readonly command: 'help' | 'version' }>,
  terminal: Terminal,
): Promise<ExitStatus> {
  switch (command.command) {
    case 'check':
      return checkCommand(terminal, command);
    case 'plan':
      return planCommand(terminal, command);
    case 'train':
      return trainCommand(terminal, command);
    case 'resume':
      return resumeCommand(terminal, command);
    case 'stop':
      return stopCommand(terminal, command);
    case 'predict':
      return predictCommand(terminal, command);
    case 'runtime':
      return runtimeCommand(terminal, command);
  }
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
