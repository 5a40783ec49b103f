import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { readOwnRunRecord } from '../../disk/runs/run-folder';
import type { Installation } from '../../launch/programs/installation';
import { changesSince } from '../../launch/runs/resume-run';
import { usedGpu } from '../../shared/run-record';
import { isLeft, mayResume, type RunView } from '../../views/run-view';
import type { ClusterTokens } from '../cluster-tokens';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import { chooseRun } from './choose-run';
import type { CommandWork } from './command-registry';
import { type ClusterAccess, reachCluster } from './reach-cluster';

/** Asks a run to stop; it can be resumed. */
export function stopCommand(documents: TransferDocuments, runs: Runs): CommandWork {
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: ({ state }) => state === 'running',
      none: 'No run is going on.',
      title: 'Stop which run?',
    });
    if (run) runs.stop(run.folder);
  };
}

/** Goes on with a run that was stopped or killed, with its own plan; says what the file says differently by now. */
export function resumeCommand(
  documents: TransferDocuments,
  runs: Runs,
  processes: Processes,
  tokens: ClusterTokens,
): CommandWork {
  /** Runs that are being made ready: a second press means the same. */
  const resuming = new Set<string>();
  return async (...given) => {
    const run = await chooseRun(documents, runs, given, {
      fits: mayResume,
      none: 'No run is waiting to be resumed. "Transfer: Train" starts a new one.',
      title: 'Resume which run?',
    });
    if (!run || resuming.has(run.folder)) return;
    resuming.add(run.folder);
    try {
      await resume(run, runs, processes, tokens);
    } finally {
      resuming.delete(run.folder);
    }
  };
}

async function resume(run: RunView, runs: Runs, processes: Processes, tokens: ClusterTokens): Promise<void> {
  const { folder } = run;
  const record = await readOwnRunRecord(folder);
  const launch = await processes.launch(undefined, usedGpu(record) || undefined);
  // One that goes on all the while is only looked at again.
  const changes = isLeft(run) ? [] : await changesSince(record, { ...launch, allowDownload: false });
  if (changes.length > 0) {
    const goOn = 'Resume';
    const detail = changes.map((change) => `• ${change}`).join('\n');
    const message =
      'The file has changed since this run began. The run goes on with its own plan; Train makes a new run from the file as it is now.';
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, goOn);
    if (answer !== goOn) return;
  }
  const access = record.cluster ? await accessTo(record.cluster.address, tokens, launch.installation) : {};
  if (access) await runs.resume(path.dirname(path.dirname(folder)), folder, { ...launch, ...access });
}

/**
 * As `reachCluster`. A cluster that does not answer may do so in a while, a run whose job is done needs it no more, and one whose job is
 * there goes on with another Ray as well: what it takes its process finds out.
 */
async function accessTo(
  address: string,
  tokens: ClusterTokens,
  installation: Installation,
): Promise<ClusterAccess | undefined> {
  try {
    return await reachCluster(address, tokens, installation);
  } catch (error) {
    if (!isTransferError(error, 'cluster-unreachable', 'cluster-refused', 'cluster-version')) throw error;
    const kept = await tokens.of(clusterAddress(address).href);
    return kept === undefined ? {} : { clusterToken: kept };
  }
}
