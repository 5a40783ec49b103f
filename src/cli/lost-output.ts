import { exitStatus } from './exit-status';

let goesOnUnread = false;

/** For a command that follows a run: it goes on where no one reads any more, for the run would be left unannounced. */
export function goOnUnread(): void {
  goesOnUnread = true;
}

/**
 * Whoever reads may stop reading, as `head` does, and a terminal may be closed. That is no error, and nothing more to do
 * for most commands.
 */
export function onLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A closed terminal also sends HUP.
      if (goesOnUnread || error.code === 'EIO' || stream === process.stderr) return;
      if (error.code === 'EPIPE') process.exit(exitStatus.done);
      throw error;
    });
  }
}
