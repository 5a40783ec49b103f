import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// Whatever is written or removed below a project goes through `disk/files/project-files.ts`, which lets no link lead out of
// it. The others write for the user alone, into folders of the user's own.
const writers: Readonly<Record<string, readonly string[]>> = {
  'disk/files/project-files.ts': [
    ...[
      'copyFileSync',
      'link',
      'mkdir',
      'open',
      'openSync',
      'rename',
      'renameSync',
      'rm',
      'rmSync',
      'writeFileSync',
    ],
  ],
  // Names that nobody else gives, in folders that were looked at.
  'disk/files/temporary-files.ts': ['rm'],
  'disk/files/user-secret.ts': ['link', 'mkdir', 'open', 'readFile', 'rename', 'rm'],
  'launch/bases/fetch-published.ts': ['mkdir', 'readFile', 'rename', 'rm', 'writeFile'],
  'launch/engine/engine-verdicts.ts': ['mkdir', 'readFile'],
  'launch/engine/onnx-runtime-install.ts': ['rm'],
  'launch/engine/runtime-install.ts': ['rm'],
  'launch/engine/runtime-work.ts': ['rename', 'rm'],
  'launch/engine/unpack-wheel.ts': ['createWriteStream', 'mkdir'],
  'launch/engine/runtime-steps.ts': ['mkdir', 'rm', 'symlink', 'writeFile'],
  // New folders among the system's temporary ones.
  'launch/runs/picture-files.ts': ['mkdtemp', 'rm', 'writeFile'],
  'train/engines/tensorflow-js/session.ts': ['mkdtempSync', 'rmSync', 'writeFileSync'],
};

// Whatever is read below a project is asked first whether it is a file and how large: a pipe never ends.
const readers: readonly string[] = [
  // After asking.
  'disk/images/image-decoding.ts',
  // The system's own, and this package's.
  ...[
    'disk/files/process-life.ts',
    'launch/programs/installation.ts',
    'launch/project/examples.ts',
    'train/formats/keras/published-weights.ts',
  ],
  // In the user's own folder.
  ...['disk/files/user-secret.ts', 'launch/engine/unpack-wheel.ts', 'launch/bases/fetch-published.ts'],
];

/** Node's functions that change nothing and read no content. */
const harmless: ReadonlySet<string> = new Set([
  ...[
    'closeSync',
    'constants',
    'existsSync',
    'fstatSync',
    'lstat',
    'lstatSync',
    'readSync',
    'opendir',
    'readdir',
    'readlinkSync',
  ],
  ...[
    'realpath',
    'realpathSync',
    'stat',
    'statSync',
    'statfs',
    'watch',
    'FileHandle',
    'Stats',
    'Dirent',
    'access',
  ],
  ...['readdirSync', 'writeSync'],
]);
const reading: ReadonlySet<string> = new Set(['readFile', 'readFileSync', 'createReadStream']);
const opening: ReadonlySet<string> = new Set(['open', 'openSync']);

const source = path.resolve(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({
    file: file.split(path.sep).join('/'),
    text: readFileSync(path.join(source, file), 'utf8'),
  }));

/** The names that a file takes of Node's file system; `*` where it takes all. */
function taken(text: string): readonly string[] {
  const imports = text.matchAll(/import\s+(?!type\b)([^;]*?)\s+from\s+'(?:node:)?fs(?:\/promises)?'/g);
  return [...imports].flatMap(([, what = '']) =>
    what.startsWith('{')
      ? what
          .slice(1, -1)
          .split(',')
          .map((name) => name.trim().replace(/^type\s+/, ''))
          .filter(Boolean)
      : ['*'],
  );
}

/** Whether every file that is opened by one of Node's functions is opened for reading alone. */
function opensToRead(text: string): boolean {
  return [...text.matchAll(/(?<![.\w#])open(?:Sync)?\((.*)/g)].every(([, given = '']) =>
    /, (?:'r'|constants\.O_RDONLY\b.*)\)/.test(given),
  );
}

function wrongIn({ file, text }: { readonly file: string; readonly text: string }): string[] {
  return taken(text)
    .filter((name) => {
      if (harmless.has(name) || writers[file]?.includes(name)) return false;
      if (reading.has(name)) return !readers.includes(file);
      return !(opening.has(name) && opensToRead(text));
    })
    .map((name) => `${file}: ${name}`);
}

describe("a project's files", () => {
  it('are written, removed and read by the few modules that look where links lead', () => {
    expect(files.flatMap(wrongIn)).toEqual([]);
  });

  it('are not touched by another name for the same', () => {
    const others = files.filter(({ text }) => /\b(?:require|import)\(\s*'(?:node:)?fs/.test(text));
    expect(others.map(({ file }) => file)).toEqual([]);
  });

  it.each([
    ["import { rm } from 'node:fs/promises';", 'rm'],
    ["import { type FileHandle, writeFile } from 'fs/promises';", 'writeFile'],
    ["import {\n  cp,\n} from 'node:fs/promises';", 'cp'],
    ["import { open } from 'node:fs/promises';\nawait open(file, 'w');", 'open'],
    ["import { readFile } from 'node:fs/promises';", 'readFile'],
    ["import * as fs from 'node:fs';", '*'],
    ["import fs from 'node:fs';", '*'],
  ])('would be seen to be by %j', (text, name) => {
    expect(wrongIn({ file: 'train/new.ts', text })).toEqual([`train/new.ts: ${name}`]);
  });

  it('are named in the list of writers only where they still are', () => {
    const gone = Object.entries(writers).flatMap(([file, names]) => {
      const has = taken(files.find((one) => one.file === file)?.text ?? '');
      return names.filter((name) => !has.includes(name)).map((name) => `${file}: ${name}`);
    });
    expect(gone).toEqual([]);
  });
});
