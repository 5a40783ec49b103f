import { byteSize, plain } from '../design/words/number-text';
import type { EngineChoice } from '../launch/engine/engine-choice';
import { onnxRuntimeVersion, runtimeEngine, tfjsNodeVersion } from '../launch/engine/runtime-folder';
import type { RuntimeProgress } from '../launch/engine/runtime-progress';
import { wheelFor } from '../launch/engine/runtime-wheel';
import { onnxRuntime } from '../shared/engines';
import { slowness } from '../shared/runtime-words';

/** What the package's own download brings, about; and what it takes once unpacked and built. */
const ownDownload = 250_000_000;
const onDisk = 650_000_000;
/** What npm gets of onnxruntime-node, and what is kept of it. */
const onnxDownload = 113_000_000;
const onnxOnDisk = 46_000_000;

/** What will be fetched of what is not there yet, from where, how large it is and what it is for. */
export function whatIsFetched(
  there: Pick<EngineChoice, 'id' | 'onnxRuntime'>,
  platform: string = process.platform,
  architecture: string = process.arch,
): string {
  const own = 'in a folder of your own that the terminal uses too';
  const ofOnnx =
    there.onnxRuntime === undefined
      ? [
          `${onnxRuntime.name} ${onnxRuntimeVersion}, which runs frozen layers in less time, bases that are ONNX files among them, and trains where there is no tfjs-node, comes from the npm registry (${bytes(onnxDownload)}) and takes about ${bytes(onnxOnDisk)} on disk, ${own}.`,
        ]
      : [];
  return [...(there.id === runtimeEngine ? [] : tfjsNodeWords(platform, architecture, own)), ...ofOnnx].join(
    '\n\n',
  );
}

function bytes(value: number): string {
  return plain(byteSize(value));
}

function tfjsNodeWords(platform: string, architecture: string, own: string): readonly string[] {
  const wheel = wheelFor(platform, architecture);
  return [
    `tfjs-node ${tfjsNodeVersion} comes from the npm registry, by npm; the TensorFlow library by the package's own download (about ${bytes(ownDownload)}).`,
    ...(wheel
      ? [
          `Where that download is refused, the library is taken from ${wheel.package} ${wheel.version} of the Python registry (${bytes(wheel.bytes)}) and built here; that needs python3 with pip, make and g++.`,
        ]
      : []),
    `It takes about ${bytes(onDisk)} on disk, ${own}.`,
    `Without it ${onnxRuntime.name} trains, which takes ${slowness[onnxRuntime.name]}.`,
  ];
}

/** What the installation is doing. */
export function progressWords({ message, bytes: done, totalBytes }: RuntimeProgress): string {
  if (done === undefined) return message;
  const total = totalBytes === undefined ? '' : ` of ${bytes(totalBytes)}`;
  return `${message}: ${bytes(done)}${total}`;
}
