import * as vscode from 'vscode';
import { clusterQuestion } from '../../views/cluster-words';
import type { ClusterTokens } from '../cluster-tokens';
import type { TransferDocuments } from '../documents/transfer-documents';
import { guarded } from '../guarded';
import type { Log } from '../log';
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
  log: Log,
): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const cluster = await chooseCluster(document.document.uri);
    if (!cluster) return;
    const begun = await starts.start(document, {
      place: async (plan, dataset) => {
        const known = runs.of(document.folder, document.file);
        const { message, detail } = clusterQuestion(plan, dataset, cluster, known);
        const train = 'Train';
        const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, train);
        const access = answer === train ? await reachCluster(cluster.address, tokens) : undefined;
        return access && { cluster, access };
      },
    });
    if (!('run' in begun))
      void guarded('Saying what stands in the way', log, () => tellHindrance(begun, document.document, runs));
  };
}
