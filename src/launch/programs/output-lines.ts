import type { EndedProgram } from './run-to-end';

/** Cuts a stream's pieces into whole lines: give it each piece, and at the end nothing for the rest. */
export function lineReader(onLine: (line: string) => void): (piece?: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + (piece ?? '')).split(/\r?\n/);
    rest = piece === undefined ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line.trim()) onLine(line);
  };
}

/** The answer that a line holds; undefined for any other line, since libraries print what they like in between. */
export function answerIn(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The last answer in a process's output that is one of the kind asked for. */
export function lastAnswer<Answer extends object>(
  output: string,
  isOne: (answer: object) => answer is Answer,
): Answer | undefined {
  for (const line of output.split(/\r?\n/).reverse()) {
    const answer = answerIn(line);
    if (answer && isOne(answer)) return answer;
  }
  return undefined;
}

/** Why a program that has ended gave no answer: what it said last, or how it ended. */
export function lastWords({ startError, stderr, status }: EndedProgram, program: string): string {
  const said = startError?.message ?? stderr.trim().split(/\r?\n/).at(-1);
  return said || `${program} ${status === null ? 'was killed' : `ended with status ${status}`}`;
}
