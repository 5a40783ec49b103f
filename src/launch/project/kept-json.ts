import path from 'node:path';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import { readWhole } from '../../disk/files/project-files';
import { keyedHash } from '../../disk/files/user-secret';
import { writeFileWhole } from '../../disk/files/whole-file';

/** Of one value, in bytes; the inspecting process gives none that is larger. */
const mostBytes = 32 * 1024 ** 2;

/**
 * Values that took their time to be found out, kept as files of a folder in `.transfer`. They carry a keyed hash: one
 * that this user's own processes have not written, or that has changed since, counts as none.
 */
export class KeptJson {
  /**
   * @param folder absolute
   * @param purpose what the values are; one that was kept for another counts as none
   * @param version of this package: another one may find out more, so it looks anew
   */
  constructor(
    readonly folder: string,
    private readonly purpose: string,
    private readonly version: string,
  ) {}

  /** @returns undefined where there is none that can be used */
  async read(name: string): Promise<unknown> {
    try {
      const text = (await readWhole(path.join(this.folder, name), mostBytes)).toString('utf8');
      const end = text.indexOf('\n');
      const json = text.slice(end + 1);
      return text.slice(0, end) === (await this.#hash(name, json)) ? JSON.parse(json) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where the disk doesn't let it, it is found out again next time. */
  async keep(name: string, value: unknown): Promise<void> {
    const json = JSON.stringify(value);
    try {
      await makeIgnoredFolder(this.folder);
      await writeFileWhole(path.join(this.folder, name), `${await this.#hash(name, json)}\n${json}`);
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }

  /** Over the name too: it says what the value is of. */
  #hash(name: string, json: string): Promise<string> {
    return keyedHash(this.purpose, this.version, name, json);
  }
}
