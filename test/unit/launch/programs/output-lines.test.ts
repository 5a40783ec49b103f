import { expect, it } from 'vitest';
import { lineReader } from '../../../../src/launch/programs/output-lines';

it("a program's output is cut into whole lines, whatever pieces it comes in", () => {
  const lines: string[] = [];
  const read = lineReader((line) => lines.push(line));
  for (const piece of ['a', 'b\nc\r\n\n', 'd', '']) read(piece);
  expect(lines).toEqual(['ab', 'c']);
  read();
  expect(lines).toEqual(['ab', 'c', 'd']);
});
