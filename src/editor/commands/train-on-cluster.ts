import * as vscode from 'vscode';
import type { Installation } from '../../launch/programs/installation';
import type { Project } from '../../launch/project/project';
import { planOnCluster } from '../../launch/runs/plan-on-cluster';
import type { RunCluster } from '../../shared/run-record';
import { clusterConfirmation } from '../../views/cluster-words';
import type { ClusterTokens } from '../cluster-tokens';
import type { TransferDocuments } from '../documents/transfer-documents';
import { guarded } from '../guarded';
import type { Log } from '../log';
import { notices } from '../notices';
import type { Runs } from '../runs/runs';
import { chooseCluster } from './choose-cluster';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';
import { reachCluster } from './reach-cluster';
import { tellHindrance } from './train';
import type { TrainingStarts } from './training-starts';

/**
 * Starts a run on a cluster, once the user has seen where and with what. Before that nothing is sent there, no token
 * either: the address may be of a project that came from elsewhere.
 */
export function trainOnClusterCommand(
  documents: TransferDocuments,
  runs: Runs,
  starts: TrainingStarts,
  tokens: ClusterTokens,
  installation: Installation,
  log: Log,
): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const cluster = await chooseCluster(document.document.uri);
    if (!cluster) return;
    const begun = await starts.start(document, {
      place: async (project) => {
        if (!(await isConfirmed(project, cluster))) return undefined;
        const access = await reachCluster(cluster.address, tokens, installation);
        return access && { cluster, access };
      },
    });
    if (!('run' in begun))
      void guarded('Saying what stands in the way', log, () => tellHindrance(begun, document.document, runs));
  };
}

/** Whether a project is to be trained there, after what that takes has been said; no, where it would be trained otherwise. */
async function isConfirmed(project: Project, cluster: RunCluster): Promise<boolean> {
  const { plan } = project.result;
  const on = await planOnCluster(project, { address: cluster.address });
  if (!plan || !on) return false;
  const [refusal] = on.refusals;
  if (refusal !== undefined) {
    void notices.error(`Nothing was trained. ${refusal}`);
    return false;
  }
  const { message, detail } = clusterConfirmation(plan, cluster, on);
  const train = 'Train';
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, train)) === train;
}
