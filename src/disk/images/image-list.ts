import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { writeFileWhole } from '../files/whole-file';
import type { ImageListRows } from './image-list-rows';

/** An image as other machines are told of it. */
export interface ListedImage {
  /** `file://…`, percent-encoded; or `s3://…`, as it is. */
  readonly uri: string;
  /** As reports name it. */
  readonly file: string;
  /** The class, as its index. */
  readonly label: number;
  readonly side: 'train' | 'validation' | 'test';
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a list of images as a Parquet file of one row an image, whole or not at all.
 *
 * @throws TransferError `disk-full`, `place-refused`
 */
export async function writeImageList(file: string, images: readonly ListedImage[]): Promise<void> {
  const text = (name: 'uri' | 'file' | 'side' | 'sha256') => ({
    name,
    data: images.map((image) => image[name]),
    type: 'STRING' as const,
  });
  const label = {
    name: 'label',
    data: Int32Array.from(images, (image) => image.label),
    type: 'INT32' as const,
  };
  const columnData = [text('uri'), text('file'), label, text('side'), text('sha256')];
  await writeFileWhole(file, new Uint8Array(parquetWriteBuffer({ columnData })));
}

/** Writes a list as users do: of `uri`, `class` or `label`, and `side`. @throws as `writeImageList` */
export async function writeImageListRows(
  file: string,
  { uris, classes, sides }: ImageListRows,
): Promise<void> {
  const areNumbers = classes.every((one) => typeof one === 'number');
  const columnData: ColumnSource[] = [
    { name: 'uri', data: [...uris], type: 'STRING' },
    areNumbers
      ? { name: 'label', data: classes.map(BigInt), type: 'INT64' }
      : { name: 'class', data: classes.map(String), type: 'STRING' },
    ...(sides ? [{ name: 'side', data: [...sides], type: 'STRING' as const }] : []),
  ];
  await writeFileWhole(file, new Uint8Array(parquetWriteBuffer({ columnData })));
}
