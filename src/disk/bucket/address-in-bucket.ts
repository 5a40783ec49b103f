import { type BucketAddress, readBucketAddress } from '../../design/bucket-address';
import { TransferError } from '../../design/transfer-error';

/** What an address says. @throws TransferError `bucket-address` */
export function addressInBucket(text: string): BucketAddress {
  const place = readBucketAddress(text);
  if ('wrong' in place)
    throw new TransferError('bucket-address', `The address ${text.slice(0, 200)} ${place.wrong}.`);
  return place;
}
