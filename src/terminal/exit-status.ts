/** What the terminal's caller is told. */
export const exitStatus = { done: 0, runFailed: 1, wrongInput: 2, stopped: 130 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
