import { isTransferError } from '../../design/transfer-error';
import { byteSize, duration } from '../../design/words/number-text';
import { type EngineChoice, webAssembly } from '../../launch/engine/engine-choice';
import { findEngine } from '../../launch/engine/engine-search';
import { runtimeEngine } from '../../launch/engine/runtime-folder';
import { installMissing } from '../../launch/engine/runtime-install';
import type { RuntimeProgress } from '../../launch/engine/runtime-progress';
import { engineTable, gpuProviders, onnxRuntime } from '../../shared/engines';
import { insteadWords, slowness } from '../../shared/runtime-words';
import { type AddCommand, endOfHelp, flagOption } from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { endableWork } from '../interrupt';
import { downloadBar } from '../progress-bar';
import type { Terminal } from '../terminal';

interface RuntimeCall {
  readonly ifMissing: boolean;
  readonly check: boolean;
}

export const addRuntime: AddCommand = (program, start) => {
  program
    .command('runtime')
    .summary('install the native engines')
    .description(
      'Installs the native engines into a folder for all your projects, unless there are ones that work: tfjs-node, ' +
        'which trains, by its own download where that works, else built from what the package registries carry, and ' +
        'onnxruntime-node, which runs frozen layers in less time, bases that are ONNX files among them, and trains ' +
        'where there is no tfjs-node. That takes some minutes and about 700 MB. Without both ' +
        `${webAssembly.name} trains, which takes ${slowness.webassembly}.`,
    )
    .addOption(
      flagOption(
        '--if-missing',
        "the same, but where tfjs-node can't be had go on without it: the exit status is 0 then too",
      ),
    )
    .addOption(flagOption('--check', 'install nothing, tell only what is there').conflicts('ifMissing'))
    .addHelpText(
      'after',
      endOfHelp(
        'TRANSFER_DESIGNER_RUNTIME names another folder, TRANSFER_DESIGNER_TFJS_NODE a tfjs-node package to use, ' +
          'TRANSFER_DESIGNER_ONNXRUNTIME an onnxruntime-node package; either is left out where its variable is empty.' +
          '\n\nExit status: 0 there is tfjs-node, or it is to be left out, 1 there is none.',
      ),
    )
    .action(({ ifMissing, check }) => start(seeToRuntime, { ifMissing, check }));
};

/** Sees to it that there are the native engines. */
async function seeToRuntime(terminal: Terminal, { ifMissing, check }: RuntimeCall): Promise<ExitStatus> {
  const { screen } = terminal;
  const { engine, refused, noGpu } = await findEngine({ ...terminal, gpu: check });
  for (const { folder, message } of refused) {
    terminal.warn(`${folder} does not work: ${message}`);
  }
  const isThere = engine.id === runtimeEngine || isLeftOut(engineTable[runtimeEngine].package.variable);
  const hasAll = isThere && (engine.onnxRuntime !== undefined || isLeftOut(onnxRuntime.package.variable));
  if (!ifMissing || !hasAll) for (const words of enginesThere(engine)) screen.line(words);
  if (check) screen.line(gpuWords(engine, noGpu));
  if (hasAll) return exitStatus.done;
  if (check) {
    const missing = [
      isThere ? [] : ['tfjs-node'],
      engine.onnxRuntime === undefined ? [onnxRuntime.name] : [],
    ];
    screen.line(
      `There is no ${missing.flat().join(' and no ')} that works. \`transfer-designer runtime\` installs it.`,
    );
    return isThere ? exitStatus.done : exitStatus.runFailed;
  }
  return install(terminal, engine, ifMissing);
}

/** Whether the user's environment says that there is to be none. */
function isLeftOut(variable: string): boolean {
  return process.env[variable] === '';
}

function enginesThere(engine: EngineChoice): readonly string[] {
  return [
    ...(engine.id === runtimeEngine ? [`${engine.name} works: ${engine.location}`] : []),
    ...(engine.onnxRuntime === undefined ? [] : [`${onnxRuntime.name} works: ${engine.onnxRuntime}`]),
  ];
}

function gpuWords({ gpu }: EngineChoice, reason: string | undefined): string {
  return gpu === undefined
    ? `No GPU can be used: ${reason}.`
    : `The GPU (${gpuProviders[gpu]}) computes as the processor does: \`transfer-designer train --gpu\` uses it where it is quicker.`;
}

async function install(terminal: Terminal, there: EngineChoice, ifMissing: boolean): Promise<ExitStatus> {
  const { screen, errorStyle, installation, node } = terminal;
  const work = endableWork();
  const began = Date.now();
  try {
    const onProgress = (progress: RuntimeProgress) => tell(terminal, progress);
    const options = { installation, node, signal: work.signal, onProgress };
    const { engine, withoutOnnx } = await installMissing(options, there);
    screen.live('');
    if (withoutOnnx?.log) screen.error(errorStyle.dim(withoutOnnx.log));
    if (withoutOnnx) terminal.warn(`${withoutOnnx.message} Until then ONNX bases can't be trained on.`);
    const time = duration((Date.now() - began) / 1000);
    if (there.id !== runtimeEngine) screen.line(`${engine.name} is installed (${time}): ${engine.location}`);
    if (there.onnxRuntime === undefined && engine.onnxRuntime !== undefined)
      screen.line(`${onnxRuntime.name} is installed: ${engine.onnxRuntime}`);
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    if (work.signal.aborted) {
      screen.error('Stopped; what was not finished is not installed.');
      return statusAfter(work.ending());
    }
    const message = error instanceof Error ? error.message : String(error);
    if (isTransferError(error, 'runtime-install') && error.log) screen.error(errorStyle.dim(error.log));
    if (ifMissing) {
      const { engine } = await findEngine(terminal);
      screen.error(`${message} ${insteadWords(engine)}`);
      return exitStatus.done;
    }
    terminal.fail(message);
    return exitStatus.runFailed;
  } finally {
    work.release();
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
