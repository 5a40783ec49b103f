// Draws the pictures of the walkthrough into media/walkthrough: `npm run make-walkthrough`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { walkthroughPictures } from './pictures';

const folder = path.resolve(__dirname, '../../media/walkthrough');
for (const [name, svg] of Object.entries(walkthroughPictures()))
  writeFileSync(path.join(folder, `${name}.svg`), svg);
