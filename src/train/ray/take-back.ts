import { progressTeller } from '../run/run-session';
import type { LeftByJob, RunStorage } from './run-in-storage';

/**
 * Takes back a file that a run's job has left, and tells in megabytes how far that is.
 *
 * @param folder of the run
 * @returns as `RunStorage.takeBack`
 * @throws as it
 */
export function takeBack(
  folder: string,
  storage: RunStorage,
  name: LeftByJob,
  stop: AbortSignal,
): Promise<string> {
  const tellProgress = progressTeller({ folder }, 'take back in MB');
  return storage.takeBack(name, stop, (done, total) => {
    const all = Math.ceil(total / 1e6);
    tellProgress(done < total ? Math.min(Math.floor(done / 1e6), all - 1) : all, all);
  });
}
