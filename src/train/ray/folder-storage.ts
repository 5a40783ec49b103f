import { existsSync } from 'node:fs';
import path from 'node:path';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import { removeTree } from '../../disk/files/project-files';
import type { LeftByJob, RunStorage } from './run-in-storage';

/** In a folder that all machines see by the same path: what is written there is handed over. */
export class FolderStorage implements RunStorage {
  readonly handed: string;

  /** @param name see `storedName` */
  constructor(
    private readonly storage: string,
    private readonly name: string,
  ) {
    this.handed = path.join(storage, name, 'handed');
  }

  async handOver<Result>(write: (folder: string) => Promise<Result>): Promise<Result> {
    await this.removeHanded();
    await makeIgnoredFolder(this.handed);
    return write(this.handed);
  }

  removeHanded(): Promise<void> {
    return removeTree(this.handed);
  }

  async has(name: LeftByJob): Promise<boolean> {
    return existsSync(this.#left(name));
  }

  async takeBack(name: LeftByJob): Promise<string> {
    return this.#left(name);
  }

  async close(): Promise<void> {}

  #left(name: LeftByJob): string {
    return path.join(this.storage, this.name, 'out', name);
  }
}
