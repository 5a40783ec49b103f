import { isTransferError } from '../../design/transfer-error';
import type { Bucket, BucketObject } from './bucket';
import { eachOf } from './each-of';

/** How many objects are asked for at once. */
const looksAtOnce = 16;

/**
 * What a bucket says of some objects: by the list of what lies around them, or, where that is much more or may not be asked for, of each.
 *
 * @param keys the objects' names, of which each stands there once
 * @param listed told how many names more were read
 * @returns what is there, by its name
 * @throws TransferError `bucket-…`
 */
export async function lookForObjects(
  bucket: Bucket,
  keys: readonly string[],
  listed: (more: number) => void,
): Promise<ReadonlyMap<string, BucketObject>> {
  const wanted = new Set(keys);
  const found = new Map<string, BucketObject>();
  let read = 0;
  try {
    for await (const page of bucket.list(commonFolder(keys))) {
      read += page.length;
      for (const object of page) if (wanted.has(object.key)) found.set(object.key, object);
      listed(page.length);
      if (found.size === wanted.size) return found;
      if (read > 4 * wanted.size + 10_000) break;
    }
    if (read <= 4 * wanted.size + 10_000) return found;
  } catch (error) {
    if (!isTransferError(error, 'bucket-refused')) throw error;
  }
  await eachOf(
    looksAtOnce,
    keys.filter((key) => !found.has(key)),
    async (key) => {
      const object = await bucket.look(key);
      if (object) found.set(key, object);
      listed(1);
    },
  );
  return found;
}

/** What the names of all begin with, up to a `/`. */
function commonFolder(keys: readonly string[]): string {
  let common = keys[0] ?? '';
  for (const key of keys) {
    let length = 0;
    while (length < common.length && common[length] === key[length]) length += 1;
    common = common.slice(0, length);
  }
  return common.slice(0, common.lastIndexOf('/') + 1);
}
