/**
 * Writes pictures of the demonstration base's own classes into a folder, one folder a class: the control of a study of
 * its layers. They are such as it was not trained on: subjects that were kept out, and drawings by another hand. Classes
 * with few of them are left out, and of none are there more than of others.
 *
 *   npm run make-source-pictures -- FOLDER
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { readDemoData } from './demo-data';
import { pictureEdge } from './picture';
import { randomNumbers, shuffled } from './random-numbers';

/** Of a class, at least and at most. */
const fewest = 16;
const most = 24;

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('Name a folder: npm run make-source-pictures -- FOLDER');
const folder = path.resolve(given);
const raw = { width: pictureEdge, height: pictureEdge, channels: 3 as const };
const { classes, unseen } = await readDemoData();
let written = 0;
for (const [index, name] of classes.entries()) {
  const all = unseen.filter(({ subcategory }) => subcategory === name);
  if (all.length < fewest) continue;
  const ofClass = path.join(folder, name);
  await mkdir(ofClass, { recursive: true });
  for (const { subject, style, pixels } of shuffled(all, randomNumbers(index)).slice(0, most)) {
    await sharp(pixels, { raw })
      .png()
      .toFile(path.join(ofClass, `${subject}-${style}.png`));
    written += 1;
  }
}
console.log(`${written} pictures in ${folder}`);
