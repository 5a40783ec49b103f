import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import type { Project } from '../../../../src/launch/project/project';
import { seeChannel, seeLayer } from '../../../../src/launch/runs/see';
import type { PicturesQuestion } from '../../../../src/shared/seen';
import { runRecord, runResult } from '../../../fixtures/fake-run';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { header, project } from '../../language/support/project';

const node = { path: process.execPath, version: process.versions.node, environment: {} };

/** A project in a folder of its own, and a process that answers as `program` does and counts how often it was asked. */
function asked(program: string) {
  const folder = scratchFolder();
  mkdirSync(path.join(folder, 'dist'));
  const count = path.join(folder, 'asked');
  const counting = `require('fs').appendFileSync(${JSON.stringify(count)}, require('fs').readFileSync(0, 'utf8') + '\\n');`;
  writeFileSync(path.join(folder, 'dist', 'see.js'), `${counting}${program}`);
  writeFileSync(path.join(folder, 'package.json'), '{ "version": "1.0.0" }');
  const picture = path.join(folder, 'a.png');
  writeFileSync(picture, 'one');
  const base = { modelFile: '/bases/demo/model.json', fingerprint: 'f'.repeat(64) };
  const own = { ...project(header), folder, base } as unknown as Project;
  const launch = {
    installation: { root: folder, bundles: path.join(folder, 'dist') },
    ...{ node, engine: webAssembly },
  };
  return { own, picture, launch, questions: () => readFileSync(count, 'utf8').trim().split('\n') };
}

const seenPicture = { address: 'data:image/jpeg;base64,/9j/', height: 64, width: 64 };
const maps = { picture: seenPicture, places: null, channels: 1, maps: [] };
const telling = (seen: object) => `console.log(JSON.stringify(${JSON.stringify({ seen })}))`;

describe('what a layer makes of a picture', () => {
  it('is computed once for the same layer and picture, and anew where the picture is another', async () => {
    const { own, picture, launch, questions } = asked(telling(maps));
    expect(await seeLayer(own, 'pool1', picture, launch)).toEqual(maps);
    expect(await seeLayer(own, 'pool1', picture, launch)).toEqual(maps);
    expect(questions().length).toBe(1);
    await seeLayer(own, 'pool2', picture, launch);
    writeFileSync(picture, 'two');
    await seeLayer(own, 'pool1', picture, launch);
    expect(questions().length).toBe(3);
    expect(JSON.parse(questions()[0] ?? '')).toMatchObject({
      about: 'maps',
      place: { base: '/bases/demo/model.json', layer: { name: 'pool1' } },
    });
  });

  it.each([
    [
      telling({ ...maps, picture: { ...seenPicture, address: 'https://example.com/' } }),
      'picture.address is no picture',
    ],
    [
      "console.log(JSON.stringify({ problem: { code: 'unreadable-image', message: 'It is empty.' } }))",
      'It is empty.',
    ],
    ["console.error('out of memory'); process.exit(7)", 'Nothing was seen: out of memory.'],
    ['', 'Nothing was seen'],
  ])('is refused with the reason where the process tells no such thing: %s', async (program, reason) => {
    const { own, picture, launch, questions } = asked(program);
    await expect(seeLayer(own, 'pool1', picture, launch)).rejects.toThrow(reason);
    await expect(seeLayer(own, 'pool1', picture, launch)).rejects.toThrow(reason);
    // Nothing is kept of it.
    expect(questions().length).toBe(2);
  });

  it('is refused for what is no layer before anything is started', async () => {
    const { own, picture, launch } = asked(telling(maps));
    const input = own.graph?.layers[0]?.name ?? '';
    await expect(seeLayer(own, input, picture, launch)).rejects.toThrow('is the picture itself');
    await expect(seeLayer(own, 'pool9', picture, launch)).rejects.toThrow('Is `pool');
  });
});

describe('what a layer of a run makes of a picture', () => {
  const files = (hash: string) => ({ 'model/model.json': hash.repeat(64) });

  /** A run of the project whose network has that hash. */
  async function runIn({ folder, file }: Project, hash: string): Promise<string> {
    const run = path.join(folder, 'runs', 'one');
    mkdirSync(run, { recursive: true });
    const result = { ...runResult, files: files(hash) };
    await writeRunRecord(run, { ...runRecord(file, ''), state: 'finished', result });
    return run;
  }

  it('is asked of its network, once while that is the same', async () => {
    const { own, picture, launch, questions } = asked(telling(maps));
    const runFolder = await runIn(own, 'a');
    await seeLayer(own, 'head_dense_1', picture, launch, { runFolder });
    await seeLayer(own, 'head_dense_1', picture, launch, { runFolder });
    expect(questions().map((question) => JSON.parse(question))).toEqual([
      { about: 'maps', place: { runFolder, layer: 'head_dense_1' }, picture },
    ]);
    await runIn(own, 'b');
    await seeLayer(own, 'head_dense_1', picture, launch, { runFolder });
    await seeLayer(own, 'pool1', picture, launch);
    expect(questions().length).toBe(3);
  });

  it('is refused with the layer that may be meant, or where the run was cut, before anything is started', async () => {
    const { own, picture, launch } = asked('');
    const runFolder = await runIn(own, 'a');
    await expect(seeLayer(own, 'head_dense_', picture, launch, { runFolder })).rejects.toThrow(
      "The run's network has no layer `head_dense_`. Is `head_dense_1` meant?",
    );
    const { cut } = runRecord(own.file, '').plan;
    await expect(seeLayer(own, 'block9_expand', picture, launch, { runFolder })).rejects.toThrow(
      `It was cut at \`${cut}\`.`,
    );
  });
});

describe('the pictures that excite a channel', () => {
  it('are named by class and file, of at most two hundred that train', async () => {
    const told = { index: 1, strength: 2, picture: seenPicture, box: null };
    const { own, launch, questions } = asked(
      telling({ channel: 0, looked: 80, unreadable: 0, pictures: [told] }),
    );
    const found = await seeChannel(own, 'pool1', 0, launch);
    const { pictures } = JSON.parse(questions()[0] ?? '') as PicturesQuestion;
    const [one] = found.pictures;
    expect(pictures.length).toBeLessThanOrEqual(200);
    expect(pictures[1]).toMatch(new RegExp(`${one?.file}$`));
    expect(one?.file.split('/')[0]).toBe(one?.className);
  });
});
