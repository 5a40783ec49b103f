import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { clusterToken } from '../../disk/cluster/cluster-token';
import type { Installation } from '../../launch/programs/installation';
import { requireCluster } from '../../launch/runs/require-cluster';
import type { RunLaunch } from '../../launch/runs/run-process';
import type { ClusterTokens } from '../cluster-tokens';

/** What a run's process needs beside its record to reach its cluster; empty where it finds a token by itself, or needs none. */
export type ClusterAccess = Pick<RunLaunch, 'clusterToken'>;

/**
 * Makes sure that a cluster answers and has the Ray that jobs are made for, and asks the user for a token where it wants one.
 *
 * @returns undefined where the user gave it up
 * @throws TransferError `cluster-…` for one that can't be reached or used
 */
export async function reachCluster(
  address: string,
  tokens: ClusterTokens,
  installation: Installation,
): Promise<ClusterAccess | undefined> {
  const where = clusterAddress(address);
  for (;;) {
    const kept = await tokens.of(where.href);
    let token = kept;
    try {
      token ??= await clusterToken(process.env);
      if (!(await answers(where, token, installation))) return undefined;
      return kept === undefined ? {} : { clusterToken: kept };
    } catch (error) {
      if (!isTransferError(error, 'cluster-token')) throw error;
      const why = token === undefined ? 'It wants one.' : 'It refuses the one that it was given.';
      if (!(await tokens.ask(where.href, why))) return undefined;
    }
  }
}

/** @returns false where the user did not wait for it */
async function answers(
  address: URL,
  token: string | undefined,
  installation: Installation,
): Promise<boolean> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Asking the cluster at ${address.host}`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_, cancelled) => {
    const left = new Promise<false>((resolve) => cancelled.onCancellationRequested(() => resolve(false)));
    const there = requireCluster(address.href, token, installation).then(() => true);
    return Promise.race([left, there]);
  });
}
