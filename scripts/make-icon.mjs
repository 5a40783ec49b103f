// Draws media/icon.png, which package registries show, from media/icon.svg.
import path from 'node:path';
import sharp from 'sharp';

const media = path.resolve(import.meta.dirname, '../media');
await sharp(path.join(media, 'icon.svg'), { density: 144 })
  .resize(128, 128)
  .png({ compressionLevel: 9 })
  .toFile(path.join(media, 'icon.png'));
