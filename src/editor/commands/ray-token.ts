import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { clusterOf } from '../../launch/project/cluster-settings';
import type { ClusterTokens } from '../cluster-tokens';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { rayAddressSetting } from '../settings';
import { askForAddress } from './choose-cluster';
import type { CommandWork } from './command-registry';

interface AddressItem extends vscode.QuickPickItem {
  /** Undefined for one that is still to be typed. */
  readonly address: string | undefined;
}

/** Keeps a token of a cluster, of the address that the file at hand or the setting names, or another one. */
export function setRayTokenCommand(documents: TransferDocuments, tokens: ClusterTokens): CommandWork {
  return async () => {
    const title = 'Set Ray Token';
    const known = [...new Set([...(await named(documents)), ...tokens.addresses])];
    const items: AddressItem[] = [
      ...known.map((address) => ({
        label: address,
        ...(tokens.addresses.includes(address) ? { description: 'has a token' } : {}),
        address,
      })),
      { label: 'Another address…', address: undefined },
    ];
    const picked =
      known.length === 0
        ? items[0]
        : await vscode.window.showQuickPick(items, { title, placeHolder: 'Of which cluster?' });
    if (picked === undefined) return;
    const address = picked.address ?? (await askForAddress(title));
    if (address === undefined) return;
    const why = 'What RAY_AUTH_TOKEN said where the cluster was started.';
    if (await tokens.ask(address, why))
      void notices.information(
        `The token of ${new URL(address).host} is kept. Runs that begin or go on there use it.`,
      );
  };
}

/** Forgets the token of one address. */
export function forgetRayTokenCommand(tokens: ClusterTokens): CommandWork {
  return async () => {
    const { addresses } = tokens;
    if (addresses.length === 0) {
      void notices.information('No token of a Ray cluster is kept here.');
      return;
    }
    const items = addresses.map((address) => ({ label: address }));
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Forget Ray Token',
      placeHolder: 'Of which cluster?',
    });
    if (picked === undefined) return;
    await tokens.forget(picked.label);
    void notices.information(`The token of ${new URL(picked.label).host} is forgotten.`);
  };
}

/** The cluster of the file that the user is in, if it can be told. */
async function named({ current }: TransferDocuments): Promise<readonly string[]> {
  if (!current) return [];
  try {
    return [(await clusterOf(current.folder, undefined)).address];
  } catch (error) {
    if (!isTransferError(error, 'cluster-file', 'cluster-address', 'place-refused')) throw error;
  }
  try {
    const setting = rayAddressSetting();
    return setting === undefined ? [] : [(await clusterOf(current.folder, setting)).address];
  } catch {
    return [];
  }
}
