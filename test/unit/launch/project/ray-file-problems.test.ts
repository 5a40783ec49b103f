import { expect, it } from 'vitest';
import { rayFileProblems } from '../../../../src/launch/project/ray-file-problems';

const marked = (text: string) =>
  rayFileProblems(text, '/pets').map(({ range, message }) => [text.slice(range.start, range.end), message]);

it('what is wrong with an address stands where that is, beside what is wrong elsewhere', () => {
  expect(marked('address: http://192.168.1.7:8265\nworkers: no\n')).toEqual([
    ['no', expect.stringContaining('no whole number')],
    ['http://192.168.1.7:8265', expect.stringContaining('plain http to another machine')],
  ]);
  expect(marked('address: not an address\n')).toEqual([
    ['not an address', expect.stringContaining('is no address')],
  ]);
});

it('a file that leaves out what it may has nothing wrong', () => {
  expect(marked('')).toEqual([]);
  expect(marked('workers: 2\n')).toEqual([]);
  expect(marked('address: http://127.0.0.1:8265\nstorage: results\n')).toEqual([]);
});

it('a storage that can’t be used stands where that is', () => {
  expect(marked('storage: ftp://elsewhere/x\n')).toEqual([
    ['ftp://elsewhere/x', expect.stringContaining('storage')],
  ]);
});
