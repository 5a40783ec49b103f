import { isTransferError } from '../../design/transfer-error';
import { byteSize, duration } from '../../design/words/number-text';
import { webAssembly } from '../../launch/engine/engine-choice';
import { findEngine } from '../../launch/engine/engine-search';
import { runtimeEngine } from '../../launch/engine/runtime-folder';
import { installRuntime } from '../../launch/engine/runtime-install';
import type { RuntimeProgress } from '../../launch/engine/runtime-progress';
import { trainsHeadsAlone } from '../../shared/runtime-words';
import { type AddCommand, endOfHelp, flagOption } from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { type EndSignal, onEndSignal } from '../interrupt';
import { downloadBar } from '../progress-bar';
import type { Terminal } from '../terminal';

interface RuntimeCall {
  readonly ifMissing: boolean;
  readonly check: boolean;
}

export const addRuntime: AddCommand = (program, start) => {
  program
    .command('runtime')
    .summary('install the native engine, tfjs-node')
    .description(
      'Installs the native engine, tfjs-node, into one folder for all your projects, unless there is one that works: ' +
        'by its own download where that works, else built from what the package registries carry. That takes some ' +
        `minutes and about 650 MB. Without it ${webAssembly.name} is used, which ${trainsHeadsAlone}.`,
    )
    .addOption(
      flagOption(
        '--if-missing',
        "the same, but where it can't be had go on with WebAssembly: the exit status is 0 then too",
      ),
    )
    .addOption(flagOption('--check', 'install nothing, tell only what is there').conflicts('ifMissing'))
    .addHelpText(
      'after',
      endOfHelp(
        'TRANSFER_DESIGNER_RUNTIME names another folder, TRANSFER_DESIGNER_TFJS_NODE a tfjs-node package to use.' +
          '\n\nExit status: 0 there is an engine, 1 there is none.',
      ),
    )
    .action(({ ifMissing, check }) => start(seeToRuntime, { ifMissing, check }));
};

/** Sees to it that there is a native engine. */
async function seeToRuntime(terminal: Terminal, { ifMissing, check }: RuntimeCall): Promise<ExitStatus> {
  const { screen } = terminal;
  const { engine, refused } = await findEngine(terminal);
  for (const { folder, message } of refused) {
    terminal.warn(`${folder} does not work: ${message}`);
  }
  if (engine.id === runtimeEngine) {
    if (!ifMissing) screen.line(`${engine.name} works: ${engine.location}`);
    return exitStatus.done;
  }
  if (check) {
    screen.line('There is no tfjs-node that works. `transfer-designer runtime` installs it.');
    return exitStatus.runFailed;
  }
  return install(terminal, ifMissing);
}

async function install(terminal: Terminal, ifMissing: boolean): Promise<ExitStatus> {
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
    if (isTransferError(error, 'runtime-install') && error.log) screen.error(errorStyle.dim(error.log));
    if (ifMissing) {
      screen.error(`${message} ${webAssembly.name} is used instead, which ${trainsHeadsAlone}.`);
      return exitStatus.done;
    }
    terminal.fail(message);
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
  screen.live(downloadBar(message, bytes, totalBytes, screen.columns));
}
