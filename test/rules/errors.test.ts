import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

// What people can mend is a TransferError with a code; a class of its own is for what never leaves its room, or for a
// room that has its own.
const rooms = ['disk', 'launch', 'language', 'views', 'editor', 'report', 'shared'];

it('errors are told by their codes, not by classes', () => {
  const source = path.resolve(import.meta.dirname, '../../src');
  const classes = rooms.flatMap((room) =>
    readdirSync(path.join(source, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) =>
        readFileSync(path.join(source, room, file), 'utf8').match(/class \w+ extends \w*Error\b/g),
      )
      .filter((found) => found !== null),
  );
  expect(classes).toEqual([]);
});
