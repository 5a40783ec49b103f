import { realpath, stat } from 'node:fs/promises';
import zlib from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { mostImages } from '../../design/images/most-images';
import { TransferError } from '../../design/transfer-error';
import { count } from '../../design/words/number-text';
import { isOfTheMachine } from '../files/machine-failure';
import { openToRead } from '../files/project-files';
import type { Side } from './image-copies';

/** What a list of images says, a value of each for every row. */
export interface ImageListRows {
  /** As they are written: `file://…`, or a path from the list's folder. */
  readonly uris: readonly string[];
  /** By name, or by place among the classes of the file, from 0. */
  readonly classes: readonly (string | number)[];
  readonly sides?: readonly Side[];
}

/** Of a list that is read. */
export const mostListBytes = 1024 ** 3;
const longestUri = 4_096;
const longestClass = 255;
const sideNames = ['train', 'validation', 'test'] as const satisfies readonly Side[];

/**
 * Reads a list of images: a Parquet file with a column `uri`, one called `class` (a name) or `label` (a name or number), and maybe
 * one called `side` (train, validation or test). Other columns are passed over.
 *
 * What a file says can make its reader take all memory, or never come to an end: where nobody knows whose it is, it is read in a
 * thread that can be ended.
 *
 * @throws TransferError `image-list`; the system's error where the file is missing or can't be opened
 */
export async function readImageListRows(place: string): Promise<ImageListRows> {
  const real = await realpath(place);
  const facts = await stat(real);
  if (facts.isDirectory()) throw refused('It is a folder. Name one of the lists in it.');
  if (!facts.isFile()) throw refused('It is no file.');
  const handle = await openToRead(real);
  try {
    const { size } = await handle.stat();
    if (size > mostListBytes) throw refused(`It has more than ${count(mostListBytes)} bytes.`);
    const file: AsyncBuffer = {
      byteLength: size,
      async slice(start, end = size) {
        const bytes = new ArrayBuffer(Math.max(0, Math.min(end, size) - start));
        const { bytesRead } = await handle.read(new Uint8Array(bytes), 0, bytes.byteLength, start);
        if (bytesRead < bytes.byteLength) throw new Error('The file is cut short.');
        return bytes;
      },
    };
    return await rowsIn(file).catch((error: unknown) => {
      if (error instanceof TransferError || isOfTheMachine(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw refused(`It is no Parquet file, or damaged (${why.slice(0, 200)}).`);
    });
  } finally {
    await handle.close();
  }
}

async function rowsIn(file: AsyncBuffer): Promise<ImageListRows> {
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const rows = Number(metadata.num_rows);
  if (!(rows <= mostImages)) throw refused(`It has more than ${count(mostImages)} rows.`);
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const ofClass = columns.includes('class') ? 'class' : 'label';
  const missing = ['uri', ofClass].filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw refused(
      `It has no column ${missing.map((name) => `\`${name}\``).join(' and none ')}. A list has the columns \`uri\` and \`class\` (or \`label\`), and maybe \`side\`.`,
    );
  const wanted = ['uri', ofClass, ...(columns.includes('side') ? ['side'] : [])];
  const codecs = metadata.row_groups.flatMap((group) =>
    group.columns.map((column) => column.meta_data?.codec),
  );
  const unknown = codecs.find((codec) => codec && !known.includes(codec) && !(codec in compressors));
  if (unknown !== undefined)
    throw refused(`It is compressed by ${unknown}, which can't be read here. Write it with Snappy or gzip.`);
  const found = new Map(wanted.map((name) => [name, new Array<unknown>(rows)]));
  await parquetRead({
    ...{ file, metadata, columns: wanted, compressors },
    onChunk: ({ columnName, columnData, rowStart }) => {
      const into = found.get(columnName) ?? [];
      for (let at = 0; at < columnData.length && rowStart + at < rows; at += 1)
        into[rowStart + at] = columnData[at];
    },
  });
  const take = <Value>(name: string, read: (value: unknown) => Value | undefined, must: string) =>
    Array.from(found.get(name) ?? [], (value, row) => {
      const taken = read(value);
      if (taken === undefined) throw refused(`Row ${row + 1} has no ${must} as its \`${name}\`.`);
      return taken;
    });
  const sides = take('side', sideIn, 'train, validation or test');
  return {
    uris: take('uri', textWithin(longestUri), `text of up to ${longestUri} characters`),
    classes: take(ofClass, classIn, 'name of a class, or whole number from 0,'),
    ...(wanted.includes('side') ? { sides } : {}),
  };
}

function textWithin(longest: number): (value: unknown) => string | undefined {
  return (value) =>
    typeof value === 'string' && value !== '' && value.length <= longest && !value.includes('\0')
      ? value
      : undefined;
}

/** Classes are called what folders may be called. */
function classIn(value: unknown): string | number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
  }
  const name = textWithin(longestClass)(value)?.normalize('NFC');
  return name === undefined || name.includes('/') || /^\.{1,2}$/.test(name) ? undefined : name;
}

function sideIn(value: unknown): Side | undefined {
  return sideNames.find((side) => side === value);
}

/** A page of a list takes a megabyte or so. */
const mostOfPage = 256 * 1024 ** 2;

function decompressed(by: (bytes: Uint8Array, most: { maxOutputLength: number }) => Uint8Array) {
  return (bytes: Uint8Array, length: number) => {
    if (length > mostOfPage) throw new Error('a part of it is too large');
    return by(bytes, { maxOutputLength: Math.max(1, length) });
  };
}

/** What the reader knows itself. */
const known: readonly string[] = ['UNCOMPRESSED', 'SNAPPY'];

/** What it does not. Node has Zstandard from version 22.15 on. */
const compressors: Compressors = {
  GZIP: decompressed(zlib.gunzipSync),
  BROTLI: decompressed(zlib.brotliDecompressSync),
  ...('zstdDecompressSync' in zlib
    ? { ZSTD: decompressed(zlib.zstdDecompressSync as typeof zlib.gunzipSync) }
    : {}),
};

function refused(why: string): TransferError {
  return new TransferError('image-list', why);
}
