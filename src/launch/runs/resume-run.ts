import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readSetting, withSettings } from '../../design/format/call-settings';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { withShownAddresses } from '../../design/words/shown-address';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { requireRealRun } from '../../disk/files/real-place';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { readOwnRunRecord, writeRunRecord } from '../../disk/runs/run-folder';
import { runLockHolder } from '../../disk/runs/run-lock';
import { clearStop } from '../../disk/runs/stop-run';
import { onnxRuntime } from '../../shared/engines';
import type { RunRecord } from '../../shared/run-record';
import { howToInstallRuntime } from '../../shared/runtime-words';
import { planDifferences } from '../project/plan-differences';
import { type ProjectOptions, projectOfText } from '../project/project';
import { readTransferFile } from '../project/transfer-file';
import { countRunEvents } from './follow-run';
import { type RunLaunch, type RunProcess, spawnRunProcess } from './run-process';
import { unwritable } from './start-run';

export interface ResumedRun {
  readonly process: RunProcess;
  readonly record: RunRecord;
  /** How many events the run had written before. */
  readonly eventsBefore: number;
}

/**
 * Goes on with a run that was stopped or killed, with its own plan.
 * @param address where the cluster is that it trains on, if not where it was
 * @throws TransferError `cluster-address`
 * @throws TransferError `run-record` where `folder` is no run's folder, or the run was not made here
 * @throws TransferError `resume-refused` where the run is still going on or has finished, the engine can't train its
 * plan, or its folder can't be written
 */
export async function resumeRun(folder: string, launch: RunLaunch, address?: string): Promise<ResumedRun> {
  const record = atAddress(await readOwnRunRecord(folder), address);
  const holder = await runLockHolder(folder);
  if (holder?.alive) {
    throw new TransferError(
      'resume-refused',
      `The run in ${folder} is still going on, in process ${holder.processId}. Wait until it has ended, or stop it.`,
    );
  }
  if (record.state === 'finished') {
    throw new TransferError(
      'resume-refused',
      `The run in ${folder} has finished. Train the file again for a new run.`,
    );
  }
  const beyond = withoutOnnxRuntime(record, launch);
  if (beyond !== undefined) {
    throw new TransferError(
      'resume-refused',
      `The run can't go on: ${beyond} ${howToInstallRuntime} Then resume it.`,
    );
  }
  try {
    await requireRealRun(folder);
    const eventsBefore = await countRunEvents(folder);
    clearStop(folder);
    if (address !== undefined) await writeRunRecord(folder, record);
    return { process: await spawnRunProcess(folder, launch), record, eventsBefore };
  } catch (error) {
    throw new TransferError('resume-refused', `The run can't go on: ${unwritable(error, folder)}`);
  }
}

function atAddress(record: RunRecord, address: string | undefined): RunRecord {
  if (address === undefined) return record;
  const { cluster } = record;
  if (cluster === undefined)
    throw new TransferError('resume-refused', 'The run trains on this machine, and goes on here.');
  return { ...record, cluster: { ...cluster, address: clusterAddress(address).href } };
}

/** The run's base is run by an engine that is not there any more. */
function withoutOnnxRuntime({ base }: RunRecord, { engine }: RunLaunch): string | undefined {
  const { name } = onnxRuntime;
  const isOnnx = 'modelFile' in base && /\.onnx$/i.test(base.modelFile);
  if (engine.onnxRuntime !== undefined || !isOnnx) return undefined;
  return `its base is run by ${name}, and there is none that works.`;
}

/**
 * What a plan made from the file as it is now would do differently from the run, in sentences; empty where
 * the file says the same. The run goes on with its own plan all the same.
 */
export async function changesSince(record: RunRecord, options: ProjectOptions): Promise<readonly string[]> {
  const text = await readTransferFile(record.file).catch(() => undefined);
  if (text === undefined) return [`${record.file} is not there any more`];
  const now = withSettingsOf(record, text);
  if (now !== undefined && withShownAddresses(now) === record.text) return [];
  const asBefore = { ...options, trainsElsewhere: record.cluster !== undefined };
  const { plan } = now === undefined ? {} : (await projectOfText(record.file, now, asBefore)).result;
  if (!plan) return [`${record.file} has changed since, and now has errors`];
  return planDifferences(record.plan, plan);
}

/** A text with what the run's call had set over it; undefined where that has no place in it. */
function withSettingsOf({ settings = [] }: RunRecord, text: string): string | undefined {
  try {
    return withSettings(text, settings.map(readSetting)).text;
  } catch (error) {
    if (!isTransferError(error, 'setting-refused')) throw error;
    return undefined;
  }
}

/** Failures that come again whenever the same plan goes on, and those where another process goes on already. */
const hopeless: ReadonlySet<string> = new Set([
  ...['loss-not-finite', 'frozen-changed', 'golden-differs', 'pattern-too-slow', 'run-taken'],
  ...['base-topology', 'base-layer', 'base-weights'],
  ...['cache-differs', 'best-differs', 'saved-differs'],
]);

/** Whether a run that failed with this code can go on by being resumed, once what was in its way is mended. */
export function mayHelpToResume(code: string): boolean {
  return !hopeless.has(code);
}

/** Whether the run in `folder` has a trained model. */
export async function hasModel(folder: string): Promise<boolean> {
  const isThere = (name: string): Promise<boolean> =>
    stat(path.join(folder, runFolderLayout.model, name)).then(
      (facts) => facts.isFile(),
      () => false,
    );
  return (await isThere('model.json')) || isThere('model.onnx');
}
