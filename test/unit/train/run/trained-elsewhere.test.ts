import { expect, it } from 'vitest';
import { appendRunEvent } from '../../../../src/disk/runs/run-events-file';
import type { CacheEvent, EpochEvent } from '../../../../src/shared/run-events';
import type { RunImage } from '../../../../src/train/images/run-image';
import { ratesOnCluster, toldCaches } from '../../../../src/train/run/trained-elsewhere';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const cache: CacheEvent = {
  ...{ event: 'cache', phase: 1, cut: 'pool', reused: 0, computed: 60, decoded: 60, bytes: 1, seconds: 2 },
  onCluster: true,
};

it('what a cluster has computed is told of each cut once, by the job that computed most of it', async () => {
  const folder = scratchFolder();
  const { onCluster: _, ...here } = cache;
  const again = { ...cache, reused: 60, computed: 0, decoded: 0 };
  const other = { ...cache, phase: 2, cut: 'input' };
  for (const event of [cache, other, again, here]) appendRunEvent(folder, event);
  expect(await toldCaches(folder)).toEqual([cache, other]);
});

it('how fast a cluster was follows from what it has told, and has no limit that nobody measured', () => {
  const image = (side: RunImage['side']): RunImage => ({ path: '', file: '', label: 0, sha256: '', side });
  const images = [image('train'), image('train'), image('validation')];
  const epoch = { seconds: 0.5 } as EpochEvent;
  expect(ratesOnCluster([cache, { ...cache, computed: 0 }], [epoch, epoch], images)).toEqual({
    ...{ decoding: null, limit: null },
    prefix: { images: 60, seconds: 2 },
    training: { images: 4, seconds: 1 },
  });
  expect(ratesOnCluster([], [], images)).toMatchObject({ prefix: null, training: null });
});
