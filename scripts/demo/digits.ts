import sharp from 'sharp';
import { ExampleFolder, type ExamplePicture, withoutTwins } from './example-folder';
import { readPackageJson } from './picture-packages';
import { randomNumbers, shuffled } from './random-numbers';

const seed = 20;
const picturesPerClass = 10;
const testPicturesPerClass = 50;
/** A few more than needed, in case two have the same bytes. */
const spare = 5;
/** Width and height, in pixels. */
const edge = 28;

/** Makes the pictures of examples/digits: ten classes of handwritten digits. */
export async function makeDigits(): Promise<void> {
  const example = await ExampleFolder.emptied('digits');
  for (let digit = 0; digit < 10; digit += 1) {
    const pictures = withoutTwins(await drawPictures(digit));
    const written = await example.writeClass(String(digit), pictures, picturesPerClass, testPicturesPerClass);
    console.log(`digits/${digit}: ${written.training} images, ${written.test} for the test`);
  }
}

/** Pictures of the digit by chance, named after it and their number in the package. */
async function drawPictures(digit: number): Promise<ExamplePicture[]> {
  // All pictures of the digit, one after the other, row by row; 0 is black (the paper), 1 is white (the ink).
  const { data } = await readPackageJson<{ readonly data: readonly number[] }>(
    'mnist',
    'src',
    'digits',
    `${digit}.json`,
  );
  const area = edge * edge;
  const numbers = Array.from({ length: Math.floor(data.length / area) }, (_, index) => index);
  const wanted = shuffled(numbers, randomNumbers(seed + digit)).slice(
    0,
    picturesPerClass + testPicturesPerClass + spare,
  );
  const pictures: ExamplePicture[] = [];
  for (const number of wanted) {
    const grey = data.slice(number * area, (number + 1) * area);
    pictures.push({
      name: `digit${digit}_${String(number).padStart(4, '0')}`,
      bytes: await encodeGrey(Buffer.from(grey.map((value) => Math.round(value * 255)))),
    });
  }
  return pictures;
}

/** PNG, from 28×28 values of 0..255. */
function encodeGrey(values: Buffer): Promise<Buffer> {
  return sharp(values, { raw: { width: edge, height: edge, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toBuffer();
}
