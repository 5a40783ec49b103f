import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { type ExportTask, exportRun } from '../../../../src/launch/runs/export-model';
import type { ExportProgress } from '../../../../src/shared/exported-model';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const node = { path: process.execPath, version: process.versions.node, environment: {} };
const proof = { tensors: 3, goldenImages: 2, goldenDifference: 0 };
const progress = { step: 'write', done: 1, of: 2 };

/** Stands in for what writes and proves. */
const writing = `const [, , run, format, place] = process.argv; const fs = require('fs');
if (format === 'tfjs') { fs.mkdirSync(place); fs.writeFileSync(place + '/model.json', 'new model'); }
else fs.writeFileSync(place, 'new ' + format);
console.log('a library says'); console.log(${JSON.stringify(JSON.stringify(progress))});
console.log(${JSON.stringify(JSON.stringify({ exported: proof }))});`;

let folder: string;

beforeEach(() => {
  folder = scratchFolder();
});

function exporting(task: Partial<ExportTask>, program = writing) {
  const root = scratchFolder();
  mkdirSync(path.join(root, 'dist'));
  writeFileSync(path.join(root, 'dist', 'export.js'), program);
  const launch = { installation: { root, bundles: path.join(root, 'dist') }, node, engine: webAssembly };
  const usual = {
    run: 'run',
    format: 'keras',
    target: path.join(folder, 'net.keras'),
    overwrite: false,
  } as const;
  return exportRun({ ...usual, ...task }, launch);
}

describe('an export', () => {
  it('gets its name once it is proved, and tells how far it is', async () => {
    const told: ExportProgress[] = [];
    const exported = await exporting({ onProgress: (one) => told.push(one) });
    expect(exported).toEqual({ file: path.join(folder, 'net.keras'), bytes: 9, proof });
    expect(told).toEqual([progress]);
    expect(readdirSync(folder)).toEqual(['net.keras']);
  });

  it('replaces an earlier one where it is told to', async () => {
    writeFileSync(path.join(folder, 'net.keras'), 'old');
    await exporting({ overwrite: true });
    expect(readFileSync(path.join(folder, 'net.keras'), 'utf8')).toBe('new keras');
    const target = path.join(folder, 'model');
    mkdirSync(target);
    writeFileSync(path.join(target, 'model.json'), 'old');
    writeFileSync(path.join(target, 'group1-shard1of1.bin'), 'old');
    await exporting({ format: 'tfjs', target, overwrite: true });
    expect(readdirSync(target)).toEqual(['model.json']);
    expect(readdirSync(folder).sort()).toEqual(['model', 'net.keras']);
  });

  it('goes into a folder that is there and empty', async () => {
    const target = path.join(folder, 'model');
    mkdirSync(target);
    await exporting({ format: 'tfjs', target });
    expect(readFileSync(path.join(target, 'model.json'), 'utf8')).toBe('new model');
  });

  it.each([
    ["console.error('The model is damaged.'); process.exit(1)", 'The model is damaged.'],
    [
      "require('fs').writeFileSync(process.argv[4], 'half'); process.kill(process.pid, 'SIGKILL')",
      'was killed',
    ],
    ["require('fs').writeFileSync(process.argv[4], 'half')", 'ended with status 0'],
  ])('that fails leaves all as before, with the reason: %s', async (program, reason) => {
    writeFileSync(path.join(folder, 'net.keras'), 'old');
    const failing = exporting({ overwrite: true }, program);
    await expect(failing).rejects.toThrow(expect.objectContaining({ code: 'export-failed' }));
    await expect(failing).rejects.toThrow(reason);
    expect(readdirSync(folder)).toEqual(['net.keras']);
    expect(readFileSync(path.join(folder, 'net.keras'), 'utf8')).toBe('old');
  });

  it('that is cancelled leaves nothing', async () => {
    const stop = new AbortController();
    const program = `console.log(${JSON.stringify(JSON.stringify(progress))}); require('fs').writeFileSync(process.argv[4], 'half'); setInterval(() => {}, 1000)`;
    const cancelled = exporting(
      { signal: stop.signal, onProgress: () => stop.abort(new Error('Cancelled.')) },
      program,
    );
    await expect(cancelled).rejects.toThrow('Cancelled.');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('an export is refused, and nothing is started,', () => {
  const never = "require('fs').writeFileSync(process.argv[4], 'started')";

  it.each<[why: string, task: (folder: string) => Partial<ExportTask>, says: RegExp]>([
    [
      'by a name that programs do not find it by',
      (at) => ({ target: path.join(at, 'net.h5') }),
      /net\.h5\.keras/,
    ],
    [
      'in a folder that is not there',
      (at) => ({ target: path.join(at, 'no', 'net.keras') }),
      /Make it first/,
    ],
    ['where one is already', (at) => ({ target: path.join(at, 'old.keras') }), /--overwrite/],
    [
      'in the place of a folder',
      (at) => ({ target: path.join(at, 'folder.keras'), overwrite: true }),
      /no plain file/,
    ],
    [
      'in the place of a link',
      (at) => ({ target: path.join(at, 'link.keras'), overwrite: true }),
      /no plain file/,
    ],
    [
      'over files that are no model’s',
      (at) => ({ format: 'tfjs', target: path.join(at, 'mixed'), overwrite: true }),
      /other files/,
    ],
    [
      'over a folder with a model',
      (at) => ({ format: 'tfjs', target: path.join(at, 'model') }),
      /--overwrite/,
    ],
  ])('%s', async (_, task, says) => {
    for (const name of ['folder.keras', 'mixed', 'model']) mkdirSync(path.join(folder, name));
    for (const name of ['old.keras', 'mixed/notes.txt', 'mixed/model.json', 'model/model.json'])
      writeFileSync(path.join(folder, name), 'old');
    symlinkSync(path.join(folder, 'old.keras'), path.join(folder, 'link.keras'));
    const before = readdirSync(folder, { recursive: true });
    const refused = exporting(task(folder), never);
    await expect(refused).rejects.toThrow(expect.objectContaining({ code: 'export-refused' }));
    await expect(refused).rejects.toThrow(says);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(existsSync(path.join(folder, 'notes.txt'))).toBe(false);
  });
});
