import { randomUUID } from 'node:crypto';
import { type BucketAddress, bucketAddressText } from '../../design/bucket-address';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { openBucket } from './bucket';

/**
 * Makes sure that objects below an address can be written, read, listed and removed from this machine, by doing it.
 *
 * @throws TransferError `bucket-…`
 */
export async function requireWritable(address: BucketAddress, signal?: AbortSignal): Promise<void> {
  const text = 'whether results can be written here';
  const key = `${address.prefix}transfer-designer-${randomUUID()}`;
  try {
    const bucket = await openBucket(address.bucket);
    try {
      await bucket.put(key, Buffer.from(text), signal);
      try {
        await bucket.read(key, text.length, signal);
        for await (const _ of bucket.list(key, signal)) break;
      } catch (error) {
        await bucket.remove(key).catch(() => {});
        throw error;
      }
      await bucket.remove(key, signal);
    } finally {
      bucket.close();
    }
  } catch (error) {
    if (!isTransferError(error, 'bucket-missing', 'bucket-refused', 'bucket-unreachable')) throw error;
    throw new TransferError(
      error.code,
      `The storage ${bucketAddressText(address)} can't be used from this machine. ${error.message}`,
    );
  }
}
