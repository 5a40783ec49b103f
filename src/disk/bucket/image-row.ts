import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBucketAddress, readBucketAddress } from '../../design/bucket-address';
import { TransferError } from '../../design/transfer-error';

/** A row of a list: an object of a bucket, or a file of this machine. */
export type ImageRow = ObjectPlace | { readonly place: string };

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Which image a row of a list names.
 *
 * @param uri as the list has it
 * @param index of the row, from 0
 * @param from the folder of the list, absolute, or where a list in a bucket lies
 * @throws TransferError `image-list` for what names neither
 */
export function imageRow(
  uri: string,
  index: number,
  from: string | { readonly bucket: string; readonly prefix: string },
): ImageRow {
  const wrong = (why: string) =>
    new TransferError('image-list', `Row ${index + 1} names ${uri.slice(0, 100)}, ${why}.`);
  if (isBucketAddress(uri)) {
    const [bucket = '', ...names] = uri.slice('s3://'.length).split('/');
    const key = names.join('/');
    const address = readBucketAddress(`s3://${bucket}`);
    if ('wrong' in address) throw wrong(`and the address ${address.wrong}`);
    return { bucket, key };
  }
  const isAddress = /^[a-z][a-z0-9+.-]+:/i.test(uri) && !/^[a-z]:[\\/]/i.test(uri);
  if (typeof from !== 'string') {
    if (isAddress || uri.startsWith('/'))
      throw wrong('which is not in a bucket as the list is. Write s3://…');
    return {
      bucket: from.bucket,
      key: from.prefix.slice(0, -1).replace(/[^/]*$/, '') + uri.replace(/^(?:\.\/)+/, ''),
    };
  }
  if (!isAddress) return { place: path.resolve(from, uri) };
  if (!/^file:\/\//i.test(uri)) throw wrong('which is neither on this machine nor in a bucket (s3://…)');
  try {
    return { place: fileURLToPath(uri) };
  } catch {
    throw wrong('which is no file of this machine');
  }
}
