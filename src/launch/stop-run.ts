import { requestStop } from '../disk/stop-request';

/** Asks the run in `folder` to stop after the batch at hand. It says `stopped` when it has; then it can be resumed. */
export function stopRun(folder: string): void {
  requestStop(folder);
}
