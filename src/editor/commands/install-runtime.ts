import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import type { EngineChoice } from '../../launch/engine/engine-choice';
import { runtimeEngine } from '../../launch/engine/runtime-folder';
import { installMissing } from '../../launch/engine/runtime-install';
import type { RuntimeProgress } from '../../launch/engine/runtime-progress';
import { insteadWords } from '../../shared/runtime-words';
import { progressWords, whatIsFetched } from '../../views/runtime-words';
import { unlinked } from '../../views/unlinked';
import type { Log } from '../log';
import { notices } from '../notices';
import type { Processes } from '../processes';
import { askForGpu, asksForGpu, asksForWebAssembly, warnOfSetting } from '../settings';
import type { CommandWork } from './command-registry';

/**
 * Gets tfjs-node and onnxruntime-node into the folder that editor and terminal share. Without the first the other trains,
 * which takes longer; without the other ONNX bases can't be run.
 */
export function installRuntimeCommand(processes: Processes, log: Log): CommandWork {
  return async () => {
    const { engine } = await processes.installedEngine();
    if (engine.id === runtimeEngine && engine.onnxRuntime !== undefined) {
      await tellReady(`${engine.name} works already: ${engine.location}`, processes);
      return;
    }
    const install = 'Install';
    const answer = await vscode.window.showInformationMessage(
      'Install the training runtime?',
      { modal: true, detail: whatIsFetched(engine) },
      install,
    );
    if (answer === install) await fetchAndBuild(processes, log, engine);
  };
}

/** Says so, and what keeps runs from using it all the same; offers the GPU where there is one that may be used. */
async function tellReady(words: string, processes: Processes): Promise<void> {
  if (!asksForWebAssembly()) {
    const { engine } = await processes.installedEngine({ gpu: !asksForGpu() });
    if (engine.gpu === undefined) await notices.information(words);
    else await offerGpu(words);
    return;
  }
  const message = `${words} Runs do not use it, as the setting transferDesigner.engine asks for WebAssembly.`;
  await warnOfSetting(message, 'engine');
}

async function offerGpu(words: string): Promise<void> {
  const use = 'Use the GPU';
  const offer =
    "This machine's GPU computes as the processor does. Runs can use it where it takes less time.";
  if ((await notices.information(`${words} ${offer}`, use)) === use) await askForGpu();
}

async function fetchAndBuild(processes: Processes, log: Log, there: EngineChoice): Promise<void> {
  const stop = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Installing the training runtime',
    cancellable: true,
  };
  try {
    const node = await processes.node();
    const { engine, withoutOnnx } = await vscode.window.withProgress(options, (progress, cancelled) => {
      cancelled.onCancellationRequested(() => stop.abort());
      const onProgress = (step: RuntimeProgress): void => {
        progress.report({ message: unlinked(progressWords(step)) });
        if (step.seconds !== undefined) log.info(`${step.message}: done in ${Math.round(step.seconds)} s`);
      };
      const { installation } = processes;
      return installMissing({ installation, node, signal: stop.signal, onProgress }, there);
    });
    if (withoutOnnx?.log) log.warn(withoutOnnx.log);
    const without = withoutOnnx ? ` ${withoutOnnx.message} Until then ONNX bases can't be trained on.` : '';
    await tellReady(`${engine.name} is installed and works.${without}`, processes);
  } catch (error) {
    if (stop.signal.aborted) {
      await notices.information('Stopped; what was not finished is not installed.');
      return;
    }
    if (isTransferError(error, 'runtime-install') && error.log) log.warn(error.log);
    const message = error instanceof Error ? error.message : String(error);
    const { engine } = await processes.installedEngine();
    throw new Error(`${message} ${insteadWords(engine)}`);
  }
}
