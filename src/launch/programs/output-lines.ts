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
