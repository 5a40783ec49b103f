import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { isTaken } from '../../disk/files/is-taken';
import { newRayFileText } from '../../language/ray-file-text';
import { clusterBy, rayFileName, rayFileOf } from '../../launch/project/cluster-settings';
import type { RunCluster } from '../../shared/run-record';
import { commandIds } from '../command-ids';
import { notices } from '../notices';
import { rayAddressSetting, warnOfSetting } from '../settings';

const title = 'Train on a Ray Cluster';

/**
 * The cluster that a project is to be trained on: that of `ray.yaml` beside its file, else of the setting, else one that
 * the user is asked for. Undefined where there is none; then that has been said.
 */
export async function chooseCluster(transferFile: vscode.Uri): Promise<RunCluster | undefined> {
  const folder = path.dirname(transferFile.fsPath);
  const place = vscode.Uri.file(path.join(folder, rayFileName));
  await saveIfOpen(place);
  try {
    const file = await rayFileOf(folder);
    const address = file.address ?? rayAddressSetting();
    if (address !== undefined) return clusterBy(file, folder, address);
    const typed = await askForAddress(title);
    if (typed === undefined) return undefined;
    if (!(await isTaken(place.fsPath)) && !(await isForOnce(typed, place, transferFile))) return undefined;
    return clusterBy(file, folder, typed);
  } catch (error) {
    if (!isTransferError(error, 'cluster-file', 'cluster-address', 'place-refused')) throw error;
    void tellWrong(error.message, place);
    return undefined;
  }
}

/** Asks for the address of a cluster. @returns as `clusterAddress` writes it */
export async function askForAddress(asking: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: asking,
    prompt:
      'The address of the dashboard of a cluster of Ray that runs: https, or http to this machine, from where a tunnel (ssh -L, kubectl port-forward) may lead on.',
    value: 'http://127.0.0.1:8265',
    ignoreFocusOut: true,
    validateInput: complaintOf,
  });
  return typed === undefined ? undefined : clusterAddress(typed).href;
}

function complaintOf(text: string): string | undefined {
  try {
    clusterAddress(text);
    return undefined;
  } catch (error) {
    if (!isTransferError(error, 'cluster-address')) throw error;
    return error.message;
  }
}

/** Whether the address is meant for this run alone; else `ray.yaml` is written, to say there how many workers train. */
async function isForOnce(address: string, file: vscode.Uri, transferFile: vscode.Uri): Promise<boolean> {
  const write = {
    label: `Write ${rayFileName} first`,
    detail:
      'Address, workers and storage, beside transfer.yaml: whoever trains it there is asked for nothing.',
  };
  const once = {
    label: 'Train now, on one worker',
    detail: 'Nothing is written but the run. Results come by .transfer/ray, which the cluster has to see.',
  };
  const picked = await vscode.window.showQuickPick([write, once], { title, ignoreFocusOut: true });
  if (picked !== write) return picked === once;
  const { fs } = vscode.workspace;
  await fs.writeFile(file, new TextEncoder().encode(newRayFileText(address)));
  await vscode.window.showTextDocument(file);
  void offerToTrain(transferFile);
  return false;
}

async function offerToTrain(transferFile: vscode.Uri): Promise<void> {
  const train = 'Train on the Cluster';
  const message = `${rayFileName} was written. Say in it how many workers there are and what each gets, then train.`;
  if ((await notices.information(message, train)) === train)
    await vscode.commands.executeCommand(commandIds.trainOnCluster, transferFile);
}

async function tellWrong(message: string, place: vscode.Uri): Promise<void> {
  if (!(await isTaken(place.fsPath))) return warnOfSetting(`Nothing was trained. ${message}`, 'rayAddress');
  const open = `Open ${rayFileName}`;
  if ((await notices.error(`Nothing was trained. ${message}`, open)) === open)
    await vscode.window.showTextDocument(place);
}

/** What stands in the editor is meant. */
async function saveIfOpen({ fsPath }: vscode.Uri): Promise<void> {
  const open = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === fsPath,
  );
  if (open?.isDirty) await open.save();
}
