import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { removeFile } from '../../disk/files/project-files';
import { type Installation, packageVersion } from '../programs/installation';
import { KeptJson } from './kept-json';

/** Each takes 20 to 500 KB. */
const mostKept = 300;

/** What was seen in layers, kept in a project's folder by all that it depends on; see `KeptJson`. The oldest go. */
export class KeptLooks {
  private constructor(private readonly kept: KeptJson) {}

  static async of(projectFolder: string, installation: Installation): Promise<KeptLooks> {
    const folder = path.join(projectFolder, '.transfer', 'seen');
    return new KeptLooks(new KeptJson(folder, 'seen', await packageVersion(installation)));
  }

  read(key: string): Promise<unknown> {
    return this.kept.read(`${key}.json`);
  }

  async keep(key: string, look: unknown): Promise<void> {
    await this.kept.keep(`${key}.json`, look);
    await this.#removeOldest();
  }

  /** What can't be removed stays: nothing depends on it. */
  async #removeOldest(): Promise<void> {
    const { folder } = this.kept;
    const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
    if (names.length <= mostKept) return;
    const files = await Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        return {
          file,
          written: await stat(file).then(
            ({ mtimeMs }) => mtimeMs,
            () => 0,
          ),
        };
      }),
    );
    const old = files.sort((one, other) => one.written - other.written).slice(0, names.length - mostKept);
    for (const { file } of old) await removeFile(file).catch(() => {});
  }
}
