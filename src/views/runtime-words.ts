import { byteSize, plain } from '../design/words/number-text';
import { tfjsNodeVersion } from '../launch/engine/runtime-folder';
import type { RuntimeProgress } from '../launch/engine/runtime-progress';
import { wheelFor } from '../launch/engine/runtime-wheel';
import { engineTable } from '../shared/engines';
import { trainsHeadsAlone } from '../shared/runtime-words';

/** What the package's own download brings, about; and what it takes once unpacked and built. */
const ownDownload = 250_000_000;
const onDisk = 650_000_000;

/** What will be fetched, from where, how large it is and what it is for. */
export function whatIsFetched(
  platform: string = process.platform,
  architecture: string = process.arch,
): string {
  const wheel = wheelFor(platform, architecture);
  const bytes = (value: number) => plain(byteSize(value));
  return [
    `tfjs-node ${tfjsNodeVersion} comes from the npm registry, by npm; the TensorFlow library by the package's own download (about ${bytes(ownDownload)}).`,
    ...(wheel
      ? [
          `Where that download is refused, the library is taken from ${wheel.package} ${wheel.version} of the Python registry (${bytes(wheel.bytes)}) and built here; that needs python3 with pip, make and g++.`,
        ]
      : []),
    `It takes about ${bytes(onDisk)} on disk, in a folder of your own that the terminal uses too.`,
    `Without it ${engineTable.webassembly.name} ${trainsHeadsAlone}.`,
  ].join('\n\n');
}

/** What the installation is doing. */
export function progressWords({ message, bytes, totalBytes }: RuntimeProgress): string {
  if (bytes === undefined) return message;
  const total = totalBytes === undefined ? '' : ` of ${plain(byteSize(totalBytes))}`;
  return `${message}: ${plain(byteSize(bytes))}${total}`;
}
