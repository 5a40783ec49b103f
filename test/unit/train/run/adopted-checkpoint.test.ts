import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptCheckpoint, readCheckpoint } from '../../../../src/train/run/checkpoint';
import { plainSeal, type Seal, writeTensorFile } from '../../../../src/train/run/tensor-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adopted-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const outcome = { start: 'pretrained', phase: 1, epoch: 3, loss: 0.5, accuracy: 0.75 };
const json = {
  ...{ run: '', start: 'pretrained', phase: 0, best: null, progress: null, recomputed: null, epochs: [] },
  outcomes: [outcome],
};
const kernel = { shape: [2], values: Float32Array.of(1, -2) };

async function left(content: object, seal?: Seal): Promise<string> {
  const file = path.join(folder, 'state.bin');
  await writeTensorFile(file, { json: content, tensors: new Map([['outcome0:head/kernel', kernel]]) }, seal);
  return file;
}

describe('what other machines have trained', () => {
  it("becomes a run's own checkpoint", async () => {
    const run = path.join(folder, 'run');
    await adoptCheckpoint(run, await left(json, plainSeal), 'case1 today');
    expect(await readCheckpoint(run, 'case1 today')).toMatchObject({
      run: 'case1 today',
      outcomes: [{ ...outcome, weights: new Map([['head/kernel', kernel]]) }],
    });
  });

  it('is refused where it is not of that form, or bears the seal of this machine', async () => {
    const adopted = async (file: string) => adoptCheckpoint(path.join(folder, 'run'), file, 'case1 today');
    const wrong = { ...json, outcomes: [{ ...outcome, accuracy: 2 }] };
    await expect(adopted(await left(wrong, plainSeal))).rejects.toMatchObject({ code: 'checkpoint' });
    await expect(adopted(await left(json))).rejects.toMatchObject({ code: 'checkpoint' });
    await expect(adopted(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is no checkpoint by itself: a run goes on with what this machine has sealed alone', async () => {
    const run = path.join(folder, 'run');
    await adoptCheckpoint(run, await left(json, plainSeal), 'case1 today');
    const file = path.join(run, 'checkpoint', 'state.bin');
    await writeTensorFile(file, { json, tensors: new Map() }, plainSeal);
    await expect(readCheckpoint(run)).rejects.toMatchObject({ code: 'checkpoint' });
  });
});
