import { exitStatus } from './exit-status';

/**
 * Whoever reads may stop reading, as `head` does, and a terminal may be closed. That is no error, and nothing more to do
 * for most commands; one that follows a run goes on following it, for it would be left going unannounced.
 */
export function onLostOutput(goesOn: boolean): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A closed terminal also sends HUP.
      if (goesOn || error.code === 'EIO' || stream === process.stderr) return;
      if (error.code === 'EPIPE') process.exit(exitStatus.done);
      throw error;
    });
  }
}
