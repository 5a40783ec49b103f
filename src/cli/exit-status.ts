import type { EndSignal } from './interrupt';

/** What the terminal's caller is told. */
export const exitStatus = {
  done: 0,
  runFailed: 1,
  wrongInput: 2,
  hungUp: 129,
  stopped: 130,
  ended: 143,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Of a program that was asked to end by that signal, as shells count: 128 and the signal's number. */
export function statusAfter(signal: EndSignal): ExitStatus {
  return { SIGINT: exitStatus.stopped, SIGTERM: exitStatus.ended, SIGHUP: exitStatus.hungUp }[signal];
}
