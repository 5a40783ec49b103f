import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { checkImages, type ImageCheckRequest } from './image-check';

/**
 * `node check-images.js`, with an ImageCheckRequest as JSON on standard input: prints `{ stage, done, total }`
 * lines as it goes and at the end `{ result: ImageCheckResult }`.
 */
async function main(): Promise<void> {
  const request = JSON.parse(await text(process.stdin)) as ImageCheckRequest;
  // Before any thread is made that decodes: each has the priority of its maker.
  if (request.inBackground) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const total = request.images.length;
  let told = 0;
  const result = await checkImages(request, (done) => {
    if (Date.now() - told < 200) return;
    told = Date.now();
    print({ stage: 'images', done, total });
  });
  print({ result });
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
