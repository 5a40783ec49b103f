import type { Log } from './log';
import { notices } from './notices';

/** Does the work; tells and logs what goes wrong instead of throwing it. Waits for no answer to that. */
export async function guarded(what: string, log: Log, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(`${what} failed.`, error);
    void showFailure(error instanceof Error ? error.message : String(error), log);
  }
}

/** A message with a way to the log. */
export async function showFailure(message: string, log: Log): Promise<void> {
  const show = 'Show Log';
  if ((await notices.error(message, show)) === show) log.show();
}
