import * as vscode from 'vscode';
import { clusterBy, rayFileName, rayFileOf } from '../../launch/project/cluster-settings';
import type { RunCluster } from '../../shared/run-record';
import { workersText } from '../../views/cluster-words';
import { clusterHost } from '../../views/run-view';
import { Owner } from '../owner';
import { onSettingsChange, rayAddressSetting } from '../settings';

interface Looked {
  /** Null before the first look, and where nothing names a cluster. */
  words: string | null;
  readonly watcher: vscode.FileSystemWatcher;
}

/** Which cluster each project would train on: by the `ray.yaml` beside its file, or by the setting. */
export class RayFiles extends Owner {
  readonly #looked = new Map<string, Looked>();

  /** @param changed told the folder where that is another one than it was */
  constructor(private readonly changed: (folder: string) => void) {
    super();
    this.own(
      onSettingsChange(() => {
        for (const folder of this.#looked.keys()) void this.#look(folder);
      }),
    );
  }

  /** Where it would train, for its button; null where that is not named, or has not been looked for yet. */
  of(folder: string): string | null {
    const known = this.#looked.get(folder);
    if (known) return known.words;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), rayFileName);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const look = () => void this.#look(folder);
    watcher.onDidCreate(look);
    watcher.onDidChange(look);
    watcher.onDidDelete(look);
    this.#looked.set(folder, { words: null, watcher });
    look();
    return null;
  }

  override dispose(): void {
    for (const { watcher } of this.#looked.values()) watcher.dispose();
    this.#looked.clear();
    super.dispose();
  }

  async #look(folder: string): Promise<void> {
    const words = await wordsOf(folder);
    const known = this.#looked.get(folder);
    if (!known || known.words === words) return;
    known.words = words;
    this.changed(folder);
  }
}

async function wordsOf(folder: string): Promise<string | null> {
  let cluster: RunCluster;
  try {
    const file = await rayFileOf(folder);
    const address = file.address ?? rayAddressSetting();
    if (address === undefined) return null;
    cluster = clusterBy(file, folder, address);
  } catch {
    // Whoever presses it is told what is wrong.
    return `Train on the cluster that ${rayFileName} or the setting names`;
  }
  return `Train on the cluster at ${clusterHost(cluster)}, by ${workersText(cluster)}`;
}
