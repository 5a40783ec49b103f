import { TransferError } from '../../design/transfer-error';
import { errorCode } from '../files/error-code';

/** What was to be done, by the permission that S3 asks for it. */
export type BucketPermission =
  | 'credentials'
  | 's3:ListBucket'
  | 's3:GetObject'
  | 's3:PutObject'
  | 's3:DeleteObject';

export interface AskedOfBucket {
  readonly bucket: string;
  readonly endpoint: string | undefined;
  readonly isAnonymous: boolean;
  readonly wanted: BucketPermission;
}

/** Of a network that breaks off, and of a store that is busy. */
const passing = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE']);

const ofNetwork = new Set([
  ...passing,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ECONNABORTED',
]);

interface SaidByStore {
  readonly status: number | undefined;
  /** Its word for what is wrong, such as `AccessDenied`. */
  readonly name: string;
}

function saidBy(error: unknown): SaidByStore {
  if (!(error instanceof Error)) return { status: undefined, name: '' };
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return {
    status: $metadata?.httpStatusCode,
    name: /^[A-Za-z][A-Za-z0-9]{1,80}$/.test(error.name) ? error.name : '',
  };
}

/** Whether an object is not there, and the bucket is. */
export function isMissing(error: unknown): boolean {
  const { status, name } = saidBy(error);
  return name === 'NoSuchKey' || (status === 404 && name !== 'NoSuchBucket');
}

/** Whether it is worth another try. What a store refuses as busy, the library has tried again already. */
export function mayPass(error: unknown): boolean {
  if (error instanceof TransferError || !(error instanceof Error)) return false;
  return (
    saidBy(error).status === undefined &&
    (error.name === 'TimeoutError' || error.message === 'aborted' || passing.has(errorCode(error) ?? ''))
  );
}

/**
 * What a bucket's library threw, in a sentence with what to do; other errors as they are. Of a store's own words only the name of what
 * is wrong is taken: whoever is told credentials may tell them back.
 */
export function bucketFailure(error: unknown, asked: AskedOfBucket): unknown {
  if (!(error instanceof Error) || error instanceof TransferError) return error;
  const { bucket, endpoint, isAnonymous, wanted } = asked;
  const where =
    endpoint === undefined ? `The bucket ${bucket}` : `The bucket ${bucket} at ${hostOf(endpoint)}`;
  const { status, name } = saidBy(error);
  const code = errorCode(error);
  if (wanted === 'credentials' || /Credentials|SSO|TokenProvider/.test(name) || name === 'TokenProviderError')
    return new TransferError(
      'bucket-refused',
      `Credentials for the bucket ${bucket} are named and can't be had${name ? ` (${name})` : ''}. Sign in again (such as by \`aws sso login\`), or check AWS_PROFILE and the files below ~/.aws.`,
    );
  if (name === 'NoSuchBucket' || status === 404)
    return new TransferError(
      'bucket-missing',
      `${where} is not there. Check its name${endpoint === undefined ? ', and AWS_ENDPOINT_URL if it is not one of Amazon’s' : ''}.`,
    );
  if (status === 301 || name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed')
    return new TransferError(
      'bucket-refused',
      `${where} lies in another region. Name that in AWS_REGION, or in ~/.aws/config.`,
    );
  if (name === 'RequestTimeTooSkewed')
    return new TransferError(
      'bucket-refused',
      `${where} refuses what it is asked, since this machine's clock is wrong. Set it.`,
    );
  if (['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'InvalidToken'].includes(name))
    return new TransferError(
      'bucket-refused',
      `${where} refuses credentials that are no longer good (${name}). Sign in again, such as by \`aws sso login\`.`,
    );
  if (name === 'InvalidAccessKeyId' || name === 'SignatureDoesNotMatch')
    return new TransferError(
      'bucket-refused',
      `${where} does not know the credentials (${name}). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile that AWS_PROFILE names.`,
    );
  if (status === 401 || status === 403)
    return new TransferError(
      'bucket-refused',
      isAnonymous
        ? `${where} is not public, and no credentials for it were found here. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in (such as by \`aws configure\` or \`aws sso login\`).`
        : `${where} denies access. Whoever the credentials stand for needs the permission ${wanted} there.`,
    );
  if (status !== undefined && status >= 300)
    return new TransferError(
      status >= 500 ? 'bucket-unreachable' : 'bucket-refused',
      `${where} answers ${status}${name ? ` (${name})` : ''}. ${status >= 500 ? 'Try again later.' : 'Check its address.'}`,
    );
  if (name === 'TimeoutError' || error.message === 'aborted' || ofNetwork.has(code ?? ''))
    return new TransferError(
      'bucket-unreachable',
      `${where} does not answer (${code ?? 'no answer in time'}). Check the network${endpoint === undefined ? '' : ' and AWS_ENDPOINT_URL'}, then try again: what was finished is kept.`,
    );
  if (/^(?:ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code ?? ''))
    return new TransferError(
      'bucket-unreachable',
      `${where} shows a certificate that is not trusted here (${code}). Where your network has its own, name it in NODE_EXTRA_CA_CERTS.`,
    );
  return error;
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : 'AWS_ENDPOINT_URL, which is no address';
}
