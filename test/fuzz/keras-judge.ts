import { TransferError } from '../../src/design/transfer-error';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { cpuBackend } from '../../src/train/engines/tensorflow-js/wasm-engine';
import { readBase } from '../../src/train/formats/read-base';
import { inspectModelFile } from '../../src/train/inspect';

// Inspects and reads the files that the fuzzer `keras` names, in a process of its own, as the product does.

export interface Judgement {
  /** What should not have been. */
  readonly fault?: string;
  /** The most that the process has taken. */
  readonly megabytes: number;
}

async function faultIn(file: string): Promise<string | undefined> {
  const { runsOn: _, ...backend } = await cpuBackend();
  const engine = tensorFlowEngine(backend);
  try {
    await inspectModelFile(file, engine);
    await readBase(file);
    return undefined;
  } catch (error) {
    if (!(error instanceof TransferError)) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const isReason = /^base-/.test(error.code) && error.message.length > 20 && error.message.length < 1500;
    return isReason && !/\n|\[object/.test(error.message)
      ? undefined
      : `No reason: ${error.code} ${error.message}`;
  } finally {
    backend.tf.disposeVariables();
  }
}

process.on('message', async (file: string) => {
  const fault = await faultIn(file);
  const judgement: Judgement = {
    ...(fault === undefined ? {} : { fault }),
    megabytes: process.resourceUsage().maxRSS / 1000,
  };
  process.send?.(judgement);
});
