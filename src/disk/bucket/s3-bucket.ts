import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { TransferError } from '../../design/transfer-error';
import { asDiskFull } from '../files/disk-full';
import { createFile, moveFile, openToRead, removeFile } from '../files/project-files';
import { temporaryPath } from '../files/temporary-files';
import type { Bucket, BucketObject, ObjectFetchOptions } from './bucket';
import { type BucketPermission, bucketFailure, isMissing, mayPass } from './bucket-failure';

/** Milliseconds before each new try of what broke off on its way; what is refused as busy, the library tries again itself. */
const pauses: readonly number[] = [200, 1_000, 3_000];
/** Where nothing names a region: whoever asks there is led on to the bucket's own. */
const usualRegion = 'us-east-1';
/** Of an upload in one piece, by S3's own rule. */
const mostUpload = 5 * 1024 ** 3;

/** After so many pages without a name a list has no end. */
const mostEmptyPages = 1_000;

/** As the library is told of a signal. */
type Aborted = { readonly abortSignal?: AbortSignal };

/** See `Bucket`. The only file that loads Amazon's library; a bundle of its own. */
export class S3Bucket implements Bucket {
  private constructor(
    readonly name: string,
    private readonly client: S3Client,
    /** Where the environment names one. */
    private readonly endpoint: string | undefined,
    private readonly isAnonymous: boolean,
  ) {}

  static async open(name: string): Promise<S3Bucket> {
    // Which Node future versions of the library will want is nothing that its users could mend.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    const asked = new S3Client({});
    const region = await asked.config.region().catch(() => undefined);
    const endpoint = (await asked.config.serviceConfiguredEndpoint?.()) as string | undefined;
    const config: S3ClientConfig = {
      region: region || process.env.AWS_DEFAULT_REGION || usualRegion,
      followRegionRedirects: true,
      // Other stores rarely answer to a name of their own for each bucket.
      forcePathStyle: endpoint !== undefined,
      // What else the library adds by itself since 2025, some other stores refuse.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
    };
    try {
      await asked.config.credentials();
    } catch (error) {
      // A sign-in that has run out is no reason to go on as somebody unknown.
      if (!/any providers/.test(String(error)) || process.env.AWS_PROFILE)
        throw bucketFailure(error, { bucket: name, endpoint, isAnonymous: false, wanted: 'credentials' });
      const anybody = { accessKeyId: '', secretAccessKey: '' };
      const unsigned = { sign: async <Request>(request: Request) => request };
      return new S3Bucket(
        name,
        new S3Client({ ...config, credentials: anybody, signer: unsigned }),
        endpoint,
        true,
      );
    } finally {
      asked.destroy();
    }
    return new S3Bucket(name, new S3Client(config), endpoint, false);
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<readonly BucketObject[]> {
    let next: string | undefined;
    let nothing = 0;
    do {
      // Encoded, for XML can't hold every character that a name may have.
      const page = await this.#ask('s3:ListBucket', signal, (aborted) =>
        this.client.send(
          new ListObjectsV2Command({
            ...{ Bucket: this.name, Prefix: prefix, EncodingType: 'url' },
            ...(next === undefined ? {} : { ContinuationToken: next }),
          }),
          aborted,
        ),
      );
      const isEncoded = page.EncodingType === 'url';
      yield (page.Contents ?? []).map(({ Key = '', Size = 0, ETag = '' }) => ({
        key: isEncoded ? decoded(Key) : Key,
        bytes: Size,
        etag: plainTag(ETag),
      }));
      const before = next;
      next = page.IsTruncated ? page.NextContinuationToken : undefined;
      nothing = page.Contents?.length ? 0 : nothing + 1;
      if (next !== undefined && (next === before || nothing > mostEmptyPages))
        throw new TransferError(
          'bucket-unreachable',
          `The bucket ${this.name} lists its objects without an end. Check AWS_ENDPOINT_URL.`,
        );
    } while (next !== undefined);
  }

  async look(key: string, signal?: AbortSignal): Promise<BucketObject | undefined> {
    const found = await this.#ifThere('s3:GetObject', signal, (aborted) =>
      this.client.send(new HeadObjectCommand({ Bucket: this.name, Key: key }), aborted),
    );
    return found && { key, bytes: found.ContentLength ?? 0, etag: plainTag(found.ETag) };
  }

  async fetch(
    key: string,
    file: string,
    { signal, onBytes, most = Number.POSITIVE_INFINITY }: ObjectFetchOptions = {},
  ): Promise<BucketObject | undefined> {
    return this.#ifThere('s3:GetObject', signal, async (aborted) => {
      const temporary = temporaryPath(path.dirname(file));
      let told = 0;
      try {
        const handle = await createFile(temporary);
        let object: BucketObject;
        try {
          const answer = await this.client.send(
            new GetObjectCommand({ Bucket: this.name, Key: key }),
            aborted,
          );
          let bytes = 0;
          for await (const piece of bodyOf(answer, signal)) {
            bytes += piece.length;
            if (bytes > most) throw this.#tooLarge(key, most);
            await handle.writeFile(piece);
            if (bytes > told) onBytes?.(bytes - told);
            told = Math.max(told, bytes);
          }
          if (answer.ContentLength !== undefined && bytes !== answer.ContentLength) throw cutShort();
          await handle.sync();
          object = { key, bytes, etag: plainTag(answer.ETag) };
        } finally {
          await handle.close();
        }
        await moveFile(temporary, file);
        return object;
      } catch (error) {
        await removeFile(temporary).catch(() => {});
        // What is tried again is counted again.
        if (told > 0) onBytes?.(-told);
        throw asDiskFull(error, path.dirname(file), told);
      }
    });
  }

  #tooLarge(key: string, most: number): TransferError {
    return new TransferError(
      'bucket-refused',
      `${key} in the bucket ${this.name} is larger than it can be (over ${most} bytes).`,
    );
  }

  async read(key: string, most: number, signal?: AbortSignal): Promise<Buffer | undefined> {
    return this.#ifThere('s3:GetObject', signal, async (aborted) => {
      const answer = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }), aborted);
      const pieces: Buffer[] = [];
      let bytes = 0;
      for await (const piece of bodyOf(answer, signal)) {
        bytes += piece.length;
        if (bytes > most) throw this.#tooLarge(key, most);
        pieces.push(piece);
      }
      if (answer.ContentLength !== undefined && bytes !== answer.ContentLength) throw cutShort();
      return Buffer.concat(pieces);
    });
  }

  async put(key: string, body: Uint8Array | string, signal?: AbortSignal): Promise<void> {
    await this.#ask('s3:PutObject', signal, async (aborted) => {
      // Of a file anew for each try.
      const handle = typeof body === 'string' ? await openToRead(body) : undefined;
      try {
        const bytes = handle ? (await handle.stat()).size : body.length;
        if (bytes > mostUpload)
          throw new TransferError(
            'bucket-refused',
            `${key} has ${bytes} bytes, and a bucket takes ${mostUpload} at once.`,
          );
        await this.client.send(
          new PutObjectCommand({
            ...{ Bucket: this.name, Key: key, ContentLength: bytes },
            Body: handle?.createReadStream({ autoClose: false }) ?? (body as Uint8Array),
          }),
          aborted,
        );
      } finally {
        await handle?.close();
      }
    });
  }

  async remove(key: string, signal?: AbortSignal): Promise<void> {
    await this.#ifThere('s3:DeleteObject', signal, (aborted) =>
      this.client.send(new DeleteObjectCommand({ Bucket: this.name, Key: key }), aborted),
    );
  }

  close(): void {
    this.client.destroy();
  }

  async #ifThere<Result>(
    wanted: BucketPermission,
    signal: AbortSignal | undefined,
    work: (aborted: Aborted) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.#ask(wanted, signal, async (aborted) => {
      try {
        return await work(aborted);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  async #ask<Result>(
    wanted: BucketPermission,
    signal: AbortSignal | undefined,
    work: (aborted: Aborted) => Promise<Result>,
  ): Promise<Result> {
    const { name: bucket, endpoint, isAnonymous } = this;
    for (let tries = 0; ; tries += 1) {
      signal?.throwIfAborted();
      try {
        return await work(signal ? { abortSignal: signal } : {});
      } catch (error) {
        signal?.throwIfAborted();
        const pause = pauses[tries];
        if (pause === undefined || !mayPass(error))
          throw bucketFailure(error, { bucket, endpoint, isAnonymous, wanted });
        await wait(pause, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
      }
    }
  }
}

/** The same from list and object: some stores leave out the quotes in one, and proxies mark it as weak. */
function plainTag(etag = ''): string {
  return etag.replace(/^W\//, '').replaceAll('"', '');
}

/** What comes, until it is whole or is to be broken off. */
function bodyOf({ Body }: GetObjectCommandOutput, signal: AbortSignal | undefined): AsyncIterable<Buffer> {
  const body = Body as Readable;
  return signal ? addAbortSignal(signal, body) : body;
}

/** What broke off without being said to. */
function cutShort(): Error {
  return Object.assign(new Error('The answer was cut short.'), { code: 'ECONNRESET' });
}

/** A name as `encoding-type=url` gives it: spaces are `+` from some stores. What can't be such stays as it is. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
