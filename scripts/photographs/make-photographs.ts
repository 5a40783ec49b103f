// `npm run make-photographs -- FOLDER` lays 150 photographs out there, in a folder per class, to try a base on.
import path from 'node:path';
import { copyPhotographs } from './photographs';

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('Usage: npm run make-photographs -- FOLDER');
const folder = path.resolve(given);
const all = await copyPhotographs(folder);
console.log(
  `${all.length} photographs in ${new Set(all.map(({ label }) => label)).size} classes lie in ${folder}.`,
);
