/** Makes the picture sheet of the demonstration base anew: `npm run make-picture-sheet`. Training it makes it too. */
import path from 'node:path';
import { readDemoData } from './demo-data';
import { writePictureSheet } from './picture-sheet';

const { training, classes } = await readDemoData();
await writePictureSheet(training, classes, path.resolve(import.meta.dirname, '../../models/demo'));
