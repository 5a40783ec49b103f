import * as vscode from 'vscode';
import { isClusterToken } from '../disk/cluster/cluster-token';

/** Under which the editor remembers of which addresses it keeps a token: of the tokens themselves it gives no list. */
const addressesKey = 'rayTokenAddresses';

/**
 * Tokens of clusters, each of the address that it was given for and told to no other. They are where the editor keeps
 * secrets: in no setting and no file of a project.
 */
export class ClusterTokens {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly memory: vscode.Memento,
  ) {}

  /** Of which there is one; as `clusterAddress` writes them. */
  get addresses(): readonly string[] {
    return this.memory.get<readonly string[]>(addressesKey, []);
  }

  async of(address: string): Promise<string | undefined> {
    return this.secrets.get(keyOf(address));
  }

  async keep(address: string, token: string): Promise<void> {
    await this.secrets.store(keyOf(address), token);
    await this.memory.update(addressesKey, [...new Set([...this.addresses, address])].sort());
  }

  async forget(address: string): Promise<void> {
    await this.secrets.delete(keyOf(address));
    await this.memory.update(
      addressesKey,
      this.addresses.filter((other) => other !== address),
    );
  }

  /** Asks the user for one and keeps it. @returns false where none was given */
  async ask(address: string, why: string): Promise<boolean> {
    const token = await vscode.window.showInputBox({
      title: `Token of the cluster at ${new URL(address).host}`,
      prompt: `${why} What you type is kept where the editor keeps secrets, and told to this address alone.`,
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) =>
        text === '' || isClusterToken(text.trim())
          ? undefined
          : 'A token is a single word of letters, figures and signs.',
    });
    if (!token?.trim()) return false;
    await this.keep(address, token.trim());
    return true;
  }
}

function keyOf(address: string): string {
  return `rayToken ${address}`;
}
