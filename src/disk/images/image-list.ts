import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeFileWhole } from '../files/whole-file';

/** An image as other machines are told of it. */
export interface ListedImage {
  /** `file://…`, percent-encoded. */
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
