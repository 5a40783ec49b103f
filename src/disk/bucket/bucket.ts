/** An object as a bucket lists it. */
export interface BucketObject {
  readonly key: string;
  readonly bytes: number;
  /** Another one for other bytes. */
  readonly etag: string;
}

export interface ObjectFetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of bytes that came; fewer than none where they are to come again. */
  readonly onBytes?: (bytes: number) => void;
  /** How many bytes it may have; `bucket-refused` for more. */
  readonly most?: number;
}

/**
 * A bucket of S3, or of a store that speaks as S3 does. All throw TransferError `bucket-missing`, `bucket-refused` and
 * `bucket-unreachable`, whose messages say what to do and hold nothing secret; the signal's reason.
 */
export interface Bucket {
  readonly name: string;
  /** Objects whose names begin so, a thousand or so at once, in no order that could be relied on. */
  list(prefix: string, signal?: AbortSignal): AsyncGenerator<readonly BucketObject[]>;
  /** What is known of an object; undefined where there is none. */
  look(key: string, signal?: AbortSignal): Promise<BucketObject | undefined>;
  /**
   * Writes an object into a file, in place of what is there: whole or not at all.
   *
   * @returns what it is now; undefined where there is none, and the file is left as it is
   * @throws also TransferError `disk-full`, `place-refused`
   */
  fetch(key: string, file: string, options?: ObjectFetchOptions): Promise<BucketObject | undefined>;
  /** An object of at most `most` bytes; undefined where there is none. @throws also TransferError `bucket-refused` for a larger one */
  read(key: string, most: number, signal?: AbortSignal): Promise<Buffer | undefined>;
  /** @param body bytes, or the path of a file of up to 5 GB */
  put(key: string, body: Uint8Array | string, signal?: AbortSignal): Promise<void>;
  /** Removes an object, if it is there. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
  /** When nothing more is wanted: connections are closed. */
  close(): void;
}

/**
 * Opens a bucket, as Amazon's own programs do: by the credentials, the region and the `AWS_ENDPOINT_URL` that environment and
 * configuration name, else as somebody unknown, whom public buckets answer. Nothing is asked of it yet. The library for it, half a
 * megabyte, is loaded here: for processes of their own.
 */
export async function openBucket(name: string): Promise<Bucket> {
  const { S3Bucket } = await import('./s3-bucket');
  return S3Bucket.open(name);
}
