import { createHash } from 'node:crypto';
import { seededRandom } from '../../design/images/random';
import type { PlanAugment } from '../../design/plan';

/**
 * The random numbers that make view `view` of an image. They depend on the image's bytes, the view, the
 * settings and the seed, and on nothing else: not on the order of images, nor on how many views there are.
 */
export function viewRandom(sha256: string, view: number, augment: PlanAugment, seed: number): () => number {
  return seededRandom('view', sha256, view, augment.flip, augment.shift, augment.brightness, seed);
}

/**
 * The cache's key for view `view` of an image. View 0 is the original and has one key under all settings;
 * other views are told apart by settings and seed as well, so that a change of them never hits the old rows.
 */
export function viewKey(sha256: string, view: number, augment: PlanAugment | null, seed: number): string {
  if (view === 0 || augment === null) return `${sha256}-0`;
  const made = JSON.stringify([view, augment.flip, augment.shift, augment.brightness, seed]);
  return `${sha256}-${createHash('sha256').update(made).digest('hex').slice(0, 16)}`;
}

/**
 * Makes one view of an image: mirrored (each allowed way with probability ½), moved by up to `shift` of height
 * and width with the edge repeated, and brightened or darkened by up to `brightness`. The input stays as it is.
 * @param pixels `[height, width, 3]`, 0..255
 * @param size height and width
 * @param random draws from [0, 1); five numbers are drawn whatever the settings
 */
export function augmentPixels(
  pixels: Uint8Array,
  size: readonly [number, number],
  augment: PlanAugment,
  random: () => number,
): Uint8Array {
  const [height, width] = size;
  if (pixels.length !== height * width * 3) {
    throw new RangeError(`${pixels.length} bytes are no RGB image of ${height} by ${width}.`);
  }
  const mirrorColumns = random() < 0.5 && (augment.flip === 'horizontal' || augment.flip === 'both');
  const mirrorRows = random() < 0.5 && (augment.flip === 'vertical' || augment.flip === 'both');
  const down = Math.round((2 * random() - 1) * augment.shift * height);
  const right = Math.round((2 * random() - 1) * augment.shift * width);
  const light = brightnessTable(1 + (2 * random() - 1) * augment.brightness);
  const rows = sources(height, down, mirrorRows);
  const columns = sources(width, right, mirrorColumns);

  const view = new Uint8Array(pixels.length);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * width + column) * 3;
      view[to++] = light[pixels[from] as number] as number;
      view[to++] = light[pixels[from + 1] as number] as number;
      view[to++] = light[pixels[from + 2] as number] as number;
    }
  }
  return view;
}

/** For each place along one axis, the place its value comes from: moved, held at the edge, then mirrored. */
function sources(length: number, moved: number, mirrored: boolean): number[] {
  return Array.from({ length }, (_, place) => {
    const inside = Math.min(length - 1, Math.max(0, place - moved));
    return mirrored ? length - 1 - inside : inside;
  });
}

function brightnessTable(factor: number): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value += 1) table[value] = value * factor;
  return table;
}
