import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { LocatedBase } from '../../disk/bases/base-look';
import { stampOf } from '../../disk/files/file-stamp';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import { readWhole } from '../../disk/files/project-files';
import { sha256OfFiles } from '../../disk/files/sha256-of-files';
import { keyedHash } from '../../disk/files/user-secret';
import { writeFileWhole } from '../../disk/files/whole-file';
import type { SeenFiles } from './inspect-base';

/** A base that was read, and by what its files are known again. */
export interface SeenBase extends Pick<LocatedBase, 'modelFile' | 'fingerprint'> {
  readonly seen: SeenFiles;
}

/** Of one note, in bytes: ten thousand files with long names. */
const mostBytes = 8 * 1024 ** 2;

/** In bytes: read here in a tenth of the time that a process takes to start. */
const mostRead = 64 * 1024 ** 2;

/**
 * Fingerprints of bases that have been read, by the places that they were named by, in `.transfer/graphs` beside the
 * file: reading half a gigabyte anew at each look takes seconds. A note holds as long as the stamp of the files does, and
 * carries a keyed hash: one that this user's own processes have not written counts as none.
 */
export class KeptFingerprints {
  readonly #folder: string;

  /** @param version of this package: another one may find other files in a folder, so it reads anew. */
  constructor(
    projectFolder: string,
    private readonly version: string,
  ) {
    this.#folder = path.join(projectFolder, '.transfer', 'graphs');
  }

  /**
   * The base that lies there, where its files are those that were read.
   * @param place absolute
   * @param by what they are known again: their stamp, or every byte as well; large ones are not known by their bytes
   */
  async find(place: string, by: 'stamp' | 'bytes'): Promise<LocatedBase | undefined> {
    try {
      const text = (await readWhole(this.#fileOf(place), mostBytes)).toString('utf8');
      const end = text.indexOf('\n');
      const json = text.slice(end + 1);
      if (text.slice(0, end) !== (await this.#hash(place, json))) return undefined;
      const { modelFile, fingerprint, seen }: SeenBase = JSON.parse(json);
      if ((await stampOf(seen.places)).text !== seen.stamp) return undefined;
      const isSame = by === 'stamp' || (await fingerprintOf(seen.places)) === fingerprint;
      return isSame ? { modelFile, fingerprint } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Notes what was read there. Where the disk doesn't let it, the base is read again next time. */
  async keep(place: string, base: SeenBase): Promise<void> {
    const json = JSON.stringify(base);
    try {
      await makeIgnoredFolder(this.#folder);
      await writeFileWhole(this.#fileOf(place), `${await this.#hash(place, json)}\n${json}`);
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }

  #fileOf(place: string): string {
    return path.join(this.#folder, `seen-${createHash('sha256').update(place).digest('hex')}.json`);
  }

  /** Over the place too: a note is of no other one, nor of a copy of the folder. */
  #hash(place: string, json: string): Promise<string> {
    return keyedHash('seen base', this.version, place, json);
  }
}

/** Of the files among the places of a base; undefined where they are large. */
async function fingerprintOf(places: readonly string[]): Promise<string | undefined> {
  const facts = await Promise.all(places.map((place) => stat(place)));
  const files = places.filter((_, index) => facts[index]?.isFile());
  const bytes = facts.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
  return bytes <= mostRead ? sha256OfFiles(files) : undefined;
}
