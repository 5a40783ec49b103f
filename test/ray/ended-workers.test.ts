import path from 'node:path';
import { expect, it } from 'vitest';
import { describeOnRay } from './on-ray';
import { jobFolder, run } from './python-for-ray';

describeOnRay('a worker that ends before its time', ({ python }) => {
  it('is told with what it ended by, and ends training where it would only do so again', async () => {
    const script = path.join(import.meta.dirname, '../fixtures/ray/ended-workers.py');
    const again =
      'All workers start again, and train the epochs since the last checkpoint once more, to the same weights.';
    const warning = (words: string) => ({ warning: 'worker-lost', message: `${words} ${again}` });
    expect(JSON.parse(await run(python, script, jobFolder))).toEqual({
      lost: warning('The cluster has lost worker 2 (RuntimeError: Its worker process was killed).'),
      'lost with another': warning(
        'The cluster has lost at least one of the workers 1, 2 (RuntimeError: Its worker process was killed).',
      ),
      failed: warning('Worker 2 has failed (ValueError: second line).'),
      'without words': warning('Worker 1 has failed (ValueError).'),
      'other versions': { failed: 'versions-differ', message: 'This machine has ray 1.' },
      full: {
        failed: 'disk-full',
        message:
          'A machine of the cluster has no room left (OSError: [Errno 28] No space left on device). Each copies the rows of a phase to its own disk. Make room there, and resume.',
      },
    });
  });
});
