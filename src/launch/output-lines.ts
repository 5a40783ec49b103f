/** Cuts a stream's pieces into whole lines: give it each piece, and at the end nothing for the rest. */
export function lineReader(onLine: (line: string) => void): (piece?: string) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + (piece ?? '')).split(/\r?\n/);
    rest = piece === undefined ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line.trim()) onLine(line);
  };
}
