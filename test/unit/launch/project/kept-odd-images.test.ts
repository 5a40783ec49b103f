import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import { KeptOddImages, type OddLookup, oddLookup } from '../../../../src/launch/project/kept-odd-images';
import { designProject, type ProjectFacts } from '../../../../src/launch/project/project';
import { dataset, folder } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';
import { oddAs, oddFindings } from '../../../fixtures/odd-findings';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const graph = demoLike({ fingerprint: 'f' });
const base = { modelFile: '/models/net.h5', fingerprint: 'f' };
const text = 'base: demo\ndataset: { path: images, similarity: similar }\n';
const pets = dataset({ cats: 40, dogs: 40 });

function lookup(written = text, facts: ProjectFacts = {}, file = '/p/transfer.yaml'): OddLookup {
  const parsed = parseTransferFile(written);
  const found = oddLookup(designProject(file, parsed, { base, graph, dataset: pets, ...facts }));
  if (!found) throw new Error('There is nothing to compare.');
  return found;
}

const layersOf = ({ cuts, compared }: OddLookup) => compared.map((at) => cuts[at]?.layer);

describe('how images are compared', () => {
  it('is at the plan’s cut and its neighbours, and at one cut of places for textures', () => {
    const { cuts, textures, compared, cut } = lookup();
    expect(compared).toHaveLength(3);
    expect(cuts.map(({ layer }) => layer)).toContain(cut);
    expect(cuts[textures]?.shape.length).toBeGreaterThan(1);
    const order = cuts.map(({ layer }) => graph.layers.findIndex(({ name }) => name === layer));
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  it('is at the cut that was measured to be good, where that is known', () => {
    const early = lookup(text, { measurement: measuredAs('different', graph) });
    expect(early.cut).not.toBe(lookup().cut);
    expect(layersOf(early)).toContain(early.cut);
  });

  it('has another name for other images, classes or cuts, and the same whatever else the file says', () => {
    const facts = folder({ cats: 3, dogs: 3 }, { path: '/home/me/test' });
    const other: DatasetFacts = { ...pets, test: { found: true, facts } };
    const keys = [
      lookup(),
      lookup(`${text}train: { batchSize: 4 }\n`),
      lookup(text, { dataset: dataset({ cats: 41, dogs: 40 }) }),
      lookup(text, { dataset: other }),
      lookup('base: demo\ndataset: { path: images, similarity: similar, validation: 0.3 }\n'),
      lookup(text, { measurement: measuredAs('different', graph) }),
    ].map(({ key }) => key);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(5);
  });

  it('is not known while there is no plan or no base', () => {
    const parsed = parseTransferFile('base: demo\n');
    expect(oddLookup(designProject('/p/transfer.yaml', parsed, { base, graph }))).toBeUndefined();
    const planned = parseTransferFile(text);
    expect(oddLookup(designProject('/p/transfer.yaml', planned, { graph, dataset: pets }))).toBeUndefined();
  });
});

/** A project's folder with all images that the findings name. */
async function kept() {
  const project = scratchFolder();
  const place = (file: string) => path.join(project, ...file.split('/'));
  for (const { images, nearest } of oddFindings)
    for (const { file } of [...images, ...nearest]) {
      mkdirSync(path.dirname(place(file)), { recursive: true });
      writeFileSync(place(file), file);
    }
  writeFileSync(path.join(project, 'package.json'), '{"version":"1.0.0"}');
  const installation = { root: project, bundles: path.join(project, 'dist') };
  const open = () => KeptOddImages.of(project, installation);
  return { open, own: await open(), project, gone: (file: string) => rmSync(place(file)) };
}

describe('what was found', () => {
  it('is kept, of each file of a folder its own', async () => {
    const { own, open } = await kept();
    const first = lookup();
    const second = lookup(text, {}, '/p/other.transfer.yaml');
    expect(await own.read(first)).toBeUndefined();
    await own.keep(first, oddAs());
    await own.keep(second, oddAs([]));
    expect(await (await open()).read(first)).toEqual(oddAs());
    expect((await own.read(second))?.findings).toEqual([]);
  });

  it('is stale when images have come, and tells what is still there', async () => {
    const { own, gone } = await kept();
    await own.keep(lookup(), oddAs());
    gone('images/dogs/rex.png');
    gone('images/cats/cats-2.png');
    gone('images/rats/r-1.png');
    const now = await own.read(lookup(text, { dataset: dataset({ cats: 39, dogs: 41 }) }));
    expect(now?.isStale).toBe(true);
    expect(now?.findings.map(({ kind }) => kind)).toEqual(['copies', 'alone', 'classes']);
    expect(now?.findings[1]?.nearest).toHaveLength(1);
    expect(now?.findings[2]?.images).toHaveLength(1);
  });

  it('is told no more once somebody has decided about it, until that is taken back', async () => {
    const { own, open } = await kept();
    await own.keep(lookup(), oddAs());
    await own.decide('a1', true);
    await own.decide('c3', true);
    const ids = async () => (await (await open()).read(lookup()))?.findings.map(({ id }) => id);
    expect(await ids()).toEqual(['b2', 'd4']);
    await own.decide('a1', false);
    expect(await ids()).toEqual(['a1', 'b2', 'd4']);
  });

  it('counts as nothing where this user has not written it', async () => {
    const { own, project } = await kept();
    await own.keep(lookup(), oddAs());
    await own.decide('a1', true);
    const looked = path.join(project, '.transfer', 'looked');
    for (const name of readdirSync(looked))
      writeFileSync(
        path.join(looked, name),
        readFileSync(path.join(looked, name), 'utf8').replace('a1', 'b2'),
      );
    expect(await own.read(lookup())).toBeUndefined();
    expect(await own.decidedIds()).toEqual([]);
  });
});
