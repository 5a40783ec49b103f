import sharp from 'sharp';
import { mapColor } from '../../shared/map-colors';
import type { LayerMaps } from '../../shared/seen';

/** In pixels. */
const cell = 96;
const gap = 4;
const columns = 8;

/** The picture and the maps of a layer in one PNG, row by row, the channels that answer most first. */
export async function mapGrid({ picture, places, maps }: LayerMaps): Promise<Buffer> {
  const [height, width] = places ?? [1, 1];
  const bytes = Buffer.from(picture.address.slice(picture.address.indexOf(',') + 1), 'base64');
  const tiles = [
    await sharp(bytes).resize(cell, cell, { fit: 'fill', kernel: 'nearest' }).removeAlpha().png().toBuffer(),
  ];
  for (const { values } of maps) {
    const pixels = Uint8Array.from([...Buffer.from(values, 'base64')].flatMap((value) => mapColor(value)));
    const map = sharp(pixels, { raw: { height, width, channels: 3 } });
    tiles.push(await map.resize(cell, cell, { fit: 'fill', kernel: 'nearest' }).png().toBuffer());
  }
  const rows = Math.ceil(tiles.length / columns);
  const edge = (count: number) => count * (cell + gap) + gap;
  return sharp({
    create: { width: edge(columns), height: edge(rows), channels: 3, background: '#fff' },
  })
    .composite(
      tiles.map((input, at) => ({
        input,
        left: gap + (at % columns) * (cell + gap),
        top: gap + Math.floor(at / columns) * (cell + gap),
      })),
    )
    .png()
    .toBuffer();
}
