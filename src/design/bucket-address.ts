/** Where something lies in a bucket of S3, or of another store that speaks as S3 does. */
export interface BucketAddress {
  readonly bucket: string;
  /** What the names of its objects begin with; empty, or with `/` at its end. */
  readonly prefix: string;
}

const scheme = /^s3:\/\//i;
/** Also those of stores that let more stand in a name than S3 does. It becomes part of a host's name. */
const bucketName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])$/;
/** Of an object's name, in bytes of UTF-8. */
const longestName = 1024;

/** Whether a text is meant as an address in a bucket, be it a good one or not. */
export function isBucketAddress(text: string): boolean {
  return scheme.test(text);
}

/** An address such as `s3://bucket/images`, or why it is none, as the end of a sentence about it. Names are taken as they are written. */
export function readBucketAddress(text: string): BucketAddress | { readonly wrong: string } {
  const [bucket = '', ...names] = text.replace(scheme, '').split('/');
  if (!isBucketAddress(text)) return { wrong: 'does not begin with s3://' };
  if (bucket === '') return { wrong: 'names no bucket. Write it like s3://bucket/folder' };
  if (bucket.includes('@')) return { wrong: 'has a name or a password in it. Leave it out' };
  if (!bucketName.test(bucket) || bucket.includes('..'))
    return { wrong: `names a bucket \`${bucket.slice(0, 100)}\`, which none can be called` };
  const folder = names.join('/').replace(/\/+$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(folder)) return { wrong: 'has a character in it that can not be read' };
  if (new TextEncoder().encode(folder).length >= longestName) return { wrong: 'is too long' };
  return { bucket, prefix: folder === '' ? '' : `${folder}/` };
}

/** As it is shown, and as one address is told from another. */
export function bucketAddressText({ bucket, prefix }: BucketAddress): string {
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '');
}
