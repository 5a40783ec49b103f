import { describe, expect, it } from 'vitest';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../../../src/train/run/checkpoint';
import { scratchFolder } from '../../../fixtures/scratch-folder';

describe('a checkpoint', () => {
  it('from before the first epoch of a head has nothing yet that a later epoch would not be better than', async () => {
    const folder = scratchFolder();
    const weights = new Map([['head/kernel', { shape: [2], values: new Float32Array(2) }]]);
    const best = { epoch: 0, loss: Number.POSITIVE_INFINITY, accuracy: 0, weights };
    const checkpoint: Checkpoint = {
      ...{ run: 'a run', start: 'pretrained', outcomes: [], epochs: [], phase: 0 },
      ...{ carried: new Map(), best: null, recomputed: null },
      progress: { epoch: 0, steps: 0, weights, optimizer: [], best },
    };
    await writeCheckpoint(folder, checkpoint);
    expect((await readCheckpoint(folder, 'a run'))?.progress?.best.loss).toBe(Number.POSITIVE_INFINITY);
  });
});
