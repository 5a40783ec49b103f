import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Subject } from './bases';
import { counts, shapes, textures } from './drawn-pictures';
import { type ClassPictures, colouredDigit, digits, foods, icons, makers, twemoji } from './picture-sources';

/** A task: pictures of some classes, of which a few train and the others are judged. */
export interface AdviceTask {
  readonly name: string;
  /** What it serves for: to choose thresholds by, or to say how well they do. */
  readonly half: 'tuning' | 'reported';
  readonly subject: Subject;
  /** Training images of each class, validation's share of them with them. */
  readonly ofClass: number;
  pictures(): Promise<ClassPictures>;
}

/** Test images of a task where there are as many, and of each class its share. */
const testImages = 600;

const allDigits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Of the halves no two tasks share pictures, but that `makers` asks whose the drawings of others are. */
export const adviceTasks: readonly AdviceTask[] = [
  { name: 'twemoji-15', half: 'tuning', subject: 'emoji', ofClass: 15, pictures: twemoji },
  { name: 'openmoji-25', half: 'reported', subject: 'emoji', ofClass: 25, pictures: () => icons('openmoji') },
  {
    name: 'digits-5',
    half: 'tuning',
    subject: 'digits',
    ofClass: 5,
    pictures: () => digits(allDigits, 0, 70),
  },
  {
    name: 'digits-20',
    half: 'reported',
    subject: 'digits',
    ofClass: 20,
    pictures: () => digits(allDigits, 70, 90),
  },
  { name: 'shapes-10', half: 'tuning', subject: 'drawn', ofClass: 10, pictures: () => shapes('few', 120) },
  { name: 'shapes-60', half: 'reported', subject: 'drawn', ofClass: 60, pictures: () => shapes('many', 170) },
  {
    name: 'foods-25',
    half: 'tuning',
    subject: 'photographs',
    ofClass: 25,
    pictures: () => foods({ fish: ['P'], fruits: ['E'], vegetables: ['D'] }),
  },
  {
    name: 'foods-10',
    half: 'reported',
    subject: 'photographs',
    ofClass: 10,
    pictures: () => foods({ grains: ['A', 'B'], leaves: ['C'], nuts: ['H'], roots: ['F'], spices: ['G'] }),
  },
  { name: 'makers-40', half: 'tuning', subject: 'emoji', ofClass: 40, pictures: makers },
  {
    name: 'icons-25',
    half: 'reported',
    subject: 'icons',
    ofClass: 25,
    pictures: () => icons('mdi', ['Arrow', 'Food / Drink', 'Home Automation', 'Sport', 'Weather']),
  },
  { name: 'textures-10', half: 'tuning', subject: 'drawn', ofClass: 10, pictures: () => textures(120) },
  { name: 'counts-50', half: 'reported', subject: 'drawn', ofClass: 50, pictures: () => counts(180) },
  {
    name: 'coloured-digits-15',
    half: 'tuning',
    subject: 'digits',
    ofClass: 15,
    pictures: () => digits(allDigits, 160, 80, colouredDigit),
  },
  { name: 'emojione-5', half: 'reported', subject: 'emoji', ofClass: 5, pictures: () => icons('emojione') },
  { name: 'twemoji-50', half: 'tuning', subject: 'emoji', ofClass: 50, pictures: twemoji },
  {
    name: 'digits-358-200',
    half: 'reported',
    subject: 'digits',
    ofClass: 200,
    pictures: () => digits([3, 5, 8], 240, 500),
  },
];

/** Writes a task's pictures into `train` and `test` of a folder, by class. */
export async function layOut(task: AdviceTask, folder: string): Promise<void> {
  const pictures = await task.pictures();
  const tested = Math.ceil(testImages / pictures.size);
  for (const [label, own] of pictures) {
    const sides = { train: own.slice(0, task.ofClass), test: own.slice(task.ofClass, task.ofClass + tested) };
    for (const [side, images] of Object.entries(sides)) {
      const place = path.join(folder, side, label);
      await mkdir(place, { recursive: true });
      for (const [at, bytes] of images.entries())
        await writeFile(
          path.join(place, `${String(at).padStart(4, '0')}.${bytes[0] === 0xff ? 'jpg' : 'png'}`),
          bytes,
        );
    }
  }
}
