import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KeptGraphs } from '../../../../src/launch/project/kept-graphs';
import { demoLike } from '../../../fixtures/layer-graphs';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const fingerprint = 'b'.repeat(64);
const graph = demoLike({ fingerprint });
let folder: string;
let graphs: KeptGraphs;

beforeEach(() => {
  folder = scratchFolder();
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, scratchFolder());
  graphs = new KeptGraphs(folder, '1.0.0');
});

afterEach(() => vi.unstubAllEnvs());

const fileOf = (name: string) => path.join(folder, '.transfer', 'graphs', name);

it('a graph that was kept is found by fingerprint and size', async () => {
  await graphs.keep(graph, [20, 24]);
  expect(await graphs.read(fingerprint)).toEqual(graph);
  expect(await graphs.read(fingerprint, [20, 24])).toEqual(graph);
  expect(await graphs.fingerprints([20, 24])).toEqual([fingerprint]);
  expect(await graphs.read('c'.repeat(64))).toBeUndefined();
  const open = { ...graph, inputIsOpen: true };
  await graphs.keep(open, [20, 24]);
  expect(readdirSync(path.dirname(fileOf('x'))).sort()).toEqual([
    `${fingerprint}-20x24.json`,
    `${fingerprint}.json`,
  ]);
});

it('a graph that was kept is not taken with a byte changed anywhere in it', async () => {
  await graphs.keep(graph);
  const file = fileOf(`${fingerprint}.json`);
  const kept = readFileSync(file);
  expect(kept.length).toBeGreaterThan(2000);
  for (let place = 0; place < kept.length; place += 1) {
    const changed = Buffer.from(kept);
    changed.writeUInt8(changed.readUInt8(place) ^ (1 << (place % 8)), place);
    writeFileSync(file, changed);
    // A byte that is no letter any more is read as one that stands for all of those.
    expect(await graphs.read(fingerprint), `byte ${place}`).toBeUndefined();
  }
  writeFileSync(file, kept);
  expect(await graphs.read(fingerprint)).toEqual(graph);
});

it('a graph that was kept is not read by another name, through a link, or from a folder', async () => {
  await graphs.keep(graph);
  const file = fileOf(`${fingerprint}.json`);
  const kept = readFileSync(file);
  writeFileSync(fileOf(`${fingerprint}-16x16.json`), kept);
  writeFileSync(fileOf(`${'c'.repeat(64)}.json`), kept);
  expect(await graphs.read('c'.repeat(64))).toBeUndefined();
  rmSync(file);
  expect(await graphs.read(fingerprint, [16, 16])).toBeUndefined();
  symlinkSync(fileOf(`${'c'.repeat(64)}.json`), file);
  expect(await graphs.read(fingerprint)).toBeUndefined();
  rmSync(file);
  mkdirSync(file);
  expect(await graphs.read(fingerprint)).toBeUndefined();
});
