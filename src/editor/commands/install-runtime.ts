import * as vscode from 'vscode';
import { byteSize } from '../../design/number-text';
import { tfjsNodeVersion } from '../../launch/runtime-folder';
import { installRuntime } from '../../launch/runtime-install';
import { RuntimeInstallError, type RuntimeProgress } from '../../launch/runtime-progress';
import { wheelFor } from '../../launch/runtime-wheel';
import type { Log } from '../log';
import type { Processes } from '../processes';
import { plain } from '../runs/run-view';
import { mayExecute } from '../trust';
import type { CommandWork } from './command-registry';

/** What the package's own download brings, about; and what it takes once unpacked and built. */
const ownDownload = 250_000_000;
const onDisk = 600_000_000;

/** Gets tfjs-node into the folder that editor and terminal share. Without it WebAssembly goes on training heads. */
export function installRuntimeCommand(processes: Processes, log: Log): CommandWork {
  return async () => {
    if (!(await mayExecute())) return;
    const { engine } = await processes.engine();
    if (engine.tfjsNode !== null) {
      await vscode.window.showInformationMessage(`${engine.name} works already: ${engine.tfjsNode}`);
      return;
    }
    const install = 'Install';
    const answer = await vscode.window.showInformationMessage(
      'Install the training runtime?',
      { modal: true, detail: whatIsFetched() },
      install,
    );
    if (answer === install) await fetchAndBuild(processes, log);
  };
}

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
    'Without it WebAssembly trains new heads, but no layers of the base.',
  ].join('\n\n');
}

async function fetchAndBuild(processes: Processes, log: Log): Promise<void> {
  const stop = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Installing the training runtime',
    cancellable: true,
  };
  try {
    const node = await processes.node();
    const engine = await vscode.window.withProgress(options, (progress, cancelled) => {
      cancelled.onCancellationRequested(() => stop.abort());
      return installRuntime({
        ...{ installation: processes.installation, node, signal: stop.signal },
        onProgress: (step) => {
          progress.report({ message: progressWords(step) });
          if (step.seconds !== undefined) log.info(`${step.message}: done in ${Math.round(step.seconds)} s`);
        },
      });
    });
    await vscode.window.showInformationMessage(`${engine.name} is installed and works.`);
  } catch (error) {
    if (stop.signal.aborted) {
      await vscode.window.showInformationMessage('Stopped; nothing was installed.');
      return;
    }
    if (error instanceof RuntimeInstallError && error.log) log.warn(error.log);
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message} Until then WebAssembly trains new heads, but no layers of the base.`);
  }
}

function progressWords({ message, bytes, totalBytes }: RuntimeProgress): string {
  if (bytes === undefined) return message;
  const total = totalBytes === undefined ? '' : ` of ${plain(byteSize(totalBytes))}`;
  return `${message}: ${plain(byteSize(bytes))}${total}`;
}
