import { type AddHelpTextContext, type Command, InvalidArgumentError, Option } from 'commander';
import { type CallSetting, readSetting } from '../design/format/call-settings';
import { isTransferError } from '../design/transfer-error';
import type { ExitStatus } from './exit-status';
import type { Terminal } from './terminal';

/** Does what a command is for. `call` is what was typed behind its name. */
export type Work<Call> = (terminal: Terminal, call: Call) => Promise<ExitStatus>;

export type StartWork = <Call>(work: Work<Call>, call: Call) => Promise<void>;

/** Adds a command to the program: its name, what it takes, its help, and the work that is started where it is called. */
export type AddCommand = (program: Command, start: StartWork) => void;

/** A call on a transfer.yaml. */
export interface FileCall {
  /** As typed; without one it is that of the current folder. */
  readonly file: string;
  readonly json: boolean;
  readonly settings: readonly CallSetting[];
}

/** What stands in the help of each command that takes one. */
export const fileArgument = [
  '[FILE]',
  'a transfer.yaml or its folder, by default that of the current folder',
  '.',
] as const;
export const runArgument = ['<RUN>', "a run's folder, in runs/ beside the file"] as const;

/** An option that is there or not. */
export function flagOption(flags: string, says: string): Option {
  return new Option(flags, says).default(false);
}

/** What stands on standard output instead of text for people. */
export function jsonFlag(says: string): Option {
  return flagOption('--json', says);
}

export function quietFlag(): Option {
  return flagOption('-q, --quiet', 'tell only what is wrong and the result');
}

export function gpuFlag(): Option {
  return flagOption(
    '--gpu',
    "try this machine's GPU: it is used where it computes as the processor does and takes less time",
  );
}

export function setOption(): Option {
  const says =
    'read the file as if it said so; may be given several times. KEY is as problems name it (train.batchSize, ' +
    'train.phases[0].epochs), VALUE is YAML; it is checked like the file';
  return new Option('--set <KEY=VALUE>', says)
    .default([])
    .argParser((words, settings: readonly CallSetting[]) => [...settings, settingIn(words)]);
}

function settingIn(words: string): CallSetting {
  try {
    return readSetting(words);
  } catch (error) {
    if (!isTransferError(error, 'setting-refused')) throw error;
    throw new InvalidArgumentError(error.message);
  }
}

/** A last paragraph of a help text. */
export function endOfHelp(text: string): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? 80;
    return `\n${command.createHelp().boxWrap(text, width)}`;
  };
}
