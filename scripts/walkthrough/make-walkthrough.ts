// Draws the pictures of the walkthrough into media/walkthrough, and the one of them that the README shows: `npm run
// make-walkthrough`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { walkthroughPictures } from './pictures';

const folder = path.resolve(__dirname, '../../media/walkthrough');
for (const [name, svg] of Object.entries(walkthroughPictures()))
  writeFileSync(path.join(folder, `${name}.svg`), svg);

// The README may hold no SVG where extensions are listed. Without a theme each colour is the one beside it.
const plain = walkthroughPictures().seen?.replace(/var\(--[\w-]+, ([^()]+|var\([^()]*\))\)/g, '$1') ?? '';
void sharp(Buffer.from(plain.replace('<g ', '<rect width="100%" height="100%" fill="#ffffff"/><g ')), {
  density: 144,
})
  .png({ palette: true, effort: 10 })
  .toFile(path.resolve(folder, '../seen.png'));
