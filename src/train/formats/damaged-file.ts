import { TransferError } from '../../design/transfer-error';

/** The problem of a file that is not what its format wants. */
export function damaged(file: string, why: string): TransferError {
  return new TransferError(
    'base-damaged',
    `${file} can't be read: ${why}. It is cut short or damaged; get it again.`,
  );
}
