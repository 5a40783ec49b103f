import { createHash } from 'node:crypto';
import {
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stampOf } from '../../../../src/disk/files/file-stamp';
import { sha256OfFiles } from '../../../../src/disk/files/sha256-of-files';
import { KeptFingerprints, type SeenBase } from '../../../../src/launch/project/kept-fingerprints';
import { nextTickOfDisk } from '../../../fixtures/disk-clock';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const past = new Date('2020-02-02T02:02:02Z');
let folder: string;
let place: string;
let prints: KeptFingerprints;
let base: SeenBase;

beforeEach(async () => {
  folder = scratchFolder();
  isUser('one');
  prints = new KeptFingerprints(folder, '1.0.0');
  place = path.join(folder, 'net.h5');
  writeFileSync(place, 'weights');
  utimesSync(place, past, past);
  const { text: stamp } = await stampOf([place]);
  base = { modelFile: place, fingerprint: 'b'.repeat(64), seen: { places: [place], stamp } };
  await prints.keep(place, base);
  await nextTickOfDisk(place);
});

afterEach(() => vi.unstubAllEnvs());

function isUser(name: string): void {
  const home = path.join(scratchFolder(), name);
  for (const variable of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(variable, home);
}

const noteFolder = () => path.join(folder, '.transfer', 'graphs');
const noteFile = () => path.join(noteFolder(), readdirSync(noteFolder())[0] ?? '');

it('a base that was read is known again while its files stay as they are', async () => {
  const found = { modelFile: place, fingerprint: base.fingerprint };
  expect(await prints.find(place, 'stamp')).toEqual(found);
  expect(await new KeptFingerprints(folder, '1.0.0').find(place, 'stamp')).toEqual(found);
  expect(await prints.find(path.join(folder, 'other.h5'), 'stamp')).toBeUndefined();
});

it('a base is read anew where its file holds something else, with the same size and its time set back', async () => {
  writeFileSync(place, 'WEIGHTS');
  utimesSync(place, past, past);
  expect(await prints.find(place, 'stamp')).toBeUndefined();
});

it('a base is known by its bytes where these are those that were read, whatever their stamp says', async () => {
  expect(await prints.find(place, 'bytes')).toBeUndefined();
  const fingerprint = createHash('sha256').update('weights').digest('hex');
  const { text: stamp } = await stampOf([folder, place]);
  await prints.keep(place, { ...base, fingerprint, seen: { places: [folder, place], stamp } });
  expect(await prints.find(place, 'bytes')).toEqual({ modelFile: place, fingerprint });
  truncateSync(place, 65 * 1024 ** 2);
  const large = { places: [place], stamp: (await stampOf([place])).text };
  await prints.keep(place, { ...base, fingerprint: await sha256OfFiles([place]), seen: large });
  expect(await prints.find(place, 'stamp')).toBeDefined();
  expect(await prints.find(place, 'bytes')).toBeUndefined();
});

it('a base is read anew where a file of it is gone', async () => {
  renameSync(place, path.join(folder, 'moved.h5'));
  expect(await prints.find(place, 'stamp')).toBeUndefined();
});

it('a base is read anew by another version', async () => {
  expect(await new KeptFingerprints(folder, '1.0.1').find(place, 'stamp')).toBeUndefined();
});

it('a note on a base is not believed where another user wrote it', async () => {
  isUser('another');
  expect(await prints.find(place, 'stamp')).toBeUndefined();
});

it('a note on a base is not believed of another place, nor in a copy of the folder', async () => {
  const other = path.join(folder, 'other.h5');
  const note = readFileSync(noteFile());
  await prints.keep(other, base);
  for (const name of readdirSync(noteFolder())) writeFileSync(path.join(noteFolder(), name), note);
  expect(await prints.find(place, 'stamp')).toBeDefined();
  expect(await prints.find(other, 'stamp')).toBeUndefined();
  const copy = scratchFolder();
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  expect(await new KeptFingerprints(copy, '1.0.0').find(path.join(copy, 'net.h5'), 'stamp')).toBeUndefined();
});

it('a note on a base is not believed with a byte changed anywhere in it', async () => {
  const note = readFileSync(noteFile());
  for (let byte = 0; byte < note.length; byte += 1) {
    const changed = Buffer.from(note);
    changed.writeUInt8(changed.readUInt8(byte) ^ (1 << (byte % 8)), byte);
    writeFileSync(noteFile(), changed);
    expect(await prints.find(place, 'stamp'), `byte ${byte}`).toBeUndefined();
  }
  writeFileSync(noteFile(), note);
  expect(await prints.find(place, 'stamp')).toBeDefined();
});

it('a base is read anew where the note can be neither read nor written', async () => {
  const file = path.join(scratchFolder(), 'a file');
  writeFileSync(file, '');
  const nowhere = new KeptFingerprints(file, '1.0.0');
  await nowhere.keep(place, base);
  expect(await nowhere.find(place, 'stamp')).toBeUndefined();
});
