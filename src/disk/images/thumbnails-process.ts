import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { makeThumbnails, type ThumbnailRequest } from './thumbnails';

/** `node thumbnails.js`, with a ThumbnailRequest as JSON on standard input: prints a ThumbnailAnswer a line. */
async function main(): Promise<void> {
  // Before any thread is made, for each has the priority of its maker. Whoever types meanwhile comes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const request = JSON.parse(await text(process.stdin)) as ThumbnailRequest;
  await makeThumbnails(request, (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
