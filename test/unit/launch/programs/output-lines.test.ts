import { expect, it } from 'vitest';
import { lastAnswer, lastWords, lineReader } from '../../../../src/launch/programs/output-lines';

it("a program's output is cut into whole lines, whatever pieces it comes in", () => {
  const lines: string[] = [];
  const read = lineReader((line) => lines.push(line));
  for (const piece of ['a', 'b\nc\r\n\n', 'd', '']) read(piece);
  expect(lines).toEqual(['ab', 'c']);
  read();
  expect(lines).toEqual(['ab', 'c', 'd']);
});

it('takes the last answer of its kind, whatever a library printed around it', () => {
  const isOne = (answer: object): answer is { ok: boolean } => 'ok' in answer;
  const output = 'TensorFlow 2\n{"ok":false}\r\n{"ok":true}\n{"other":1}\n[1]\n{"ok":\n3\nbye';
  expect(lastAnswer(output, isOne)).toEqual({ ok: true });
  expect(lastAnswer('', isOne)).toBeUndefined();
});

it('says why a program gave no answer: why it did not start, what it said last, or how it ended', () => {
  const ended = { status: 3, stdout: '', stderr: '', timedOut: false };
  expect(lastWords({ ...ended, startError: new Error('no such program') }, 'the check')).toBe(
    'no such program',
  );
  expect(lastWords({ ...ended, stderr: 'one\ntwo\n' }, 'the check')).toBe('two');
  expect(lastWords(ended, 'the check')).toBe('the check ended with status 3');
  expect(lastWords({ ...ended, status: null }, 'the check')).toBe('the check was killed');
});
