import { byteSize, duration } from '../../design/words/number-text';
import { webAssembly } from '../../launch/engine/engine-choice';
import { findEngine } from '../../launch/engine/engine-search';
import { runtimeEngine } from '../../launch/engine/runtime-folder';
import { installRuntime } from '../../launch/engine/runtime-install';
import { RuntimeInstallError, type RuntimeProgress } from '../../launch/engine/runtime-progress';
import { trainsHeadsAlone } from '../../shared/runtime-words';
import type { RuntimeMode } from '../arguments';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { type EndSignal, onEndSignal } from '../interrupt';
import { progressBar } from '../progress-bar';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

/** `runtime`: sees to it that there is a native engine. */
export async function runtimeCommand(
  terminal: Terminal,
  options: { readonly mode: RuntimeMode },
): Promise<ExitStatus> {
  const { screen, errorStyle } = terminal;
  const { engine, refused } = await findEngine(terminal);
  for (const { folder, message } of refused) {
    screen.error(`${errorStyle.yellow('warning:')} ${harmless(folder)} does not work: ${harmless(message)}`);
  }
  if (engine.id === runtimeEngine) {
    if (options.mode !== 'if-missing') screen.line(`${engine.name} works: ${engine.location}`);
    return exitStatus.done;
  }
  if (options.mode === 'check') {
    screen.line('There is no tfjs-node that works. `transfer-designer runtime` installs it.');
    return exitStatus.runFailed;
  }
  return install(terminal, options.mode);
}

async function install(terminal: Terminal, mode: RuntimeMode): Promise<ExitStatus> {
  const { screen, errorStyle, installation, node } = terminal;
  const stop = new AbortController();
  let ending: EndSignal = 'SIGINT';
  const release = onEndSignal((signal) => {
    ending = signal;
    stop.abort();
  });
  const began = Date.now();
  try {
    const engine = await installRuntime({
      ...{ installation, node, signal: stop.signal },
      onProgress: (progress) => tell(terminal, progress),
    });
    screen.line(`${engine.name} is installed (${duration((Date.now() - began) / 1000)}): ${engine.location}`);
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    if (stop.signal.aborted) {
      screen.error('Stopped; nothing was installed.');
      return statusAfter(ending);
    }
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RuntimeInstallError && error.log) screen.error(errorStyle.dim(error.log));
    if (mode === 'if-missing') {
      screen.error(`${message} ${webAssembly.name} is used instead, which ${trainsHeadsAlone}.`);
      return exitStatus.done;
    }
    screen.error(`${errorStyle.red('error:')} ${message}`);
    return exitStatus.runFailed;
  } finally {
    release();
  }
}

function tell({ screen }: Terminal, { message, bytes, totalBytes, seconds }: RuntimeProgress): void {
  if (seconds !== undefined) {
    screen.live('');
    if (screen.isLive) screen.line(`${message}: done (${duration(seconds)})`);
    return;
  }
  if (!screen.isLive) {
    // Elsewhere than on a terminal each step is told once, when it begins.
    if (bytes === undefined) screen.line(`${message}${totalBytes ? ` (${byteSize(totalBytes)})` : ''} ...`);
    return;
  }
  if (totalBytes === undefined || bytes === undefined) {
    screen.live(`${message} ... ${bytes === undefined ? '' : byteSize(bytes)}`);
    return;
  }
  const megabytes = (value: number) => Math.round(value / 1e6);
  const shown = { done: megabytes(bytes), total: megabytes(totalBytes), note: 'MB', secondsLeft: null };
  screen.live(progressBar({ title: message, ...shown }, screen.columns));
}
