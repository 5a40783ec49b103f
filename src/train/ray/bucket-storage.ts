import path from 'node:path';
import { addressInBucket } from '../../disk/bucket/address-in-bucket';
import { type Bucket, openBucket } from '../../disk/bucket/bucket';
import { eachOf } from '../../disk/bucket/each-of';
import { filesBelow } from '../../disk/files/files-below';
import { makeFolder, readWhole, removeTree } from '../../disk/files/project-files';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import type { LeftByJob, RunStorage } from './run-in-storage';

/** Requests under way; each takes a tenth of a second, most of it of waiting. */
const atOnce = 8;
/** Of a file that is handed over. */
const mostBytes = 256 * 1024 ** 2;

/** In a bucket: what is written for it, and what is read of it, passes through the run's folder. */
export class BucketStorage implements RunStorage {
  private constructor(
    readonly handed: string,
    private readonly bucket: Bucket,
    /** What the names of the run's objects begin with, `/` at its end. */
    private readonly prefix: string,
    /** On this machine; there only while something is in it. */
    private readonly transit: string,
  ) {}

  /**
   * @param address `s3://…`
   * @param name see `storedName`
   * @param folder of the run
   */
  static async open(address: string, name: string, folder: string): Promise<BucketStorage> {
    const place = addressInBucket(address);
    const transit = path.join(folder, runFolderLayout.transit);
    // Of a process that was killed.
    await removeTree(transit);
    const bucket = await openBucket(place.bucket);
    return new BucketStorage(`${address}/${name}/handed`, bucket, `${place.prefix}${name}/`, transit);
  }

  async handOver<Result>(
    write: (folder: string) => Promise<Result>,
    stop: AbortSignal,
    onFile: (done: number, total: number) => void,
  ): Promise<Result> {
    const folder = path.join(this.transit, 'handed');
    await removeTree(folder);
    try {
      await makeFolder(folder);
      const result = await write(folder);
      await this.removeHanded(stop);
      const files = await filesBelow(folder);
      let done = 0;
      onFile(done, files.length);
      await eachOf(atOnce, files, async (file) => {
        const name = path.relative(folder, file).split(path.sep).join('/');
        // Not as a stream, which a bucket that is busy is not given again. None of them is larger than some megabytes.
        const bytes = await readWhole(file, mostBytes);
        await this.bucket.put(`${this.prefix}handed/${name}`, bytes, stop);
        onFile(++done, files.length);
      });
      return result;
    } finally {
      await removeTree(folder);
    }
  }

  async removeHanded(stop?: AbortSignal): Promise<void> {
    for await (const page of this.bucket.list(`${this.prefix}handed/`, stop))
      await eachOf(atOnce, page, ({ key }) => this.bucket.remove(key, stop));
  }

  async has(name: LeftByJob): Promise<boolean> {
    return (await this.bucket.look(this.#left(name))) !== undefined;
  }

  async takeBack(
    name: LeftByJob,
    stop: AbortSignal,
    onBytes: (done: number, total: number) => void,
  ): Promise<string> {
    await makeFolder(this.transit);
    const file = path.join(this.transit, name);
    const key = this.#left(name);
    const there = await this.bucket.look(key, stop);
    if (there === undefined) return file;
    let done = 0;
    onBytes(done, there.bytes);
    await this.bucket.fetch(key, file, {
      signal: stop,
      onBytes: (bytes) => {
        done += bytes;
        onBytes(done, there.bytes);
      },
    });
    return file;
  }

  async close(): Promise<void> {
    this.bucket.close();
    await removeTree(this.transit);
  }

  #left(name: LeftByJob): string {
    return `${this.prefix}out/${name}`;
  }
}
