import type * as vscode from 'vscode';

/** Something with subscriptions and the like of its own, which end with it, the last one first. */
export class Owner implements vscode.Disposable {
  readonly #owned: vscode.Disposable[] = [];

  /** @returns the first, to be kept in a field */
  protected own<Owned extends vscode.Disposable>(owned: Owned, ...more: readonly vscode.Disposable[]): Owned {
    this.#owned.push(owned, ...more);
    return owned;
  }

  dispose(): void {
    for (const owned of this.#owned.splice(0).reverse()) owned.dispose();
  }
}
