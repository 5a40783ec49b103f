import { pictureEdge } from './picture';

/** Where a pixel of the view comes from: `from = matrix · (to - middle) + middle + shift`, in pixels. */
interface Turn {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

interface Recolouring {
  /** 3×3, row by row: the view's red, green and blue from the picture's. */
  readonly mix: readonly number[];
  /** 0 is grey, 1 as it was. */
  readonly saturation: number;
  /** The distance from white: 0 is white, 1 as it was. */
  readonly strength: number;
  /** Whether red and blue change places. */
  readonly swapped: boolean;
}

/**
 * Writes a new view of a picture into `target` from `offset` on: turned by up to 10°, mirrored or not, scaled,
 * stretched, shifted by up to 4 pixels and recoloured, all by chance, and scaled to -1..1.
 * @param pixels 64×64 pixels, row by row, each red, green, blue in 0..255
 * @param random numbers in [0, 1); a view takes 18 of them
 */
export function drawView(
  pixels: Uint8Array,
  target: Float32Array,
  offset: number,
  random: () => number,
): void {
  // The order of the draws is part of what makes a training repeatable.
  const turn = drawTurn(random);
  const recolouring = drawRecolouring(random);
  const middle = (pictureEdge - 1) / 2;
  const colour: Colour = { red: 0, green: 0, blue: 0 };
  for (let y = 0; y < pictureEdge; y += 1) {
    for (let x = 0; x < pictureEdge; x += 1) {
      const fromX = turn.xx * (x - middle) + turn.xy * (y - middle) + middle + turn.shiftX;
      const fromY = turn.yx * (x - middle) + turn.yy * (y - middle) + middle + turn.shiftY;
      readBetweenPixels(pixels, fromX, fromY, colour);
      writeRecoloured(colour, recolouring, target, offset + (y * pictureEdge + x) * 3);
    }
  }
}

/** In 0..1. One is used over and over: 4,096 new ones a view would take longer than the view. */
interface Colour {
  red: number;
  green: number;
  blue: number;
}

function drawTurn(random: () => number): Turn {
  const angle = between(-0.18, 0.18, random);
  const scale = Math.exp(between(-0.15, 0.18, random));
  const stretch = Math.exp(between(-0.07, 0.07, random));
  const flip = random() < 0.5 ? -1 : 1;
  return {
    xx: Math.cos(angle) * scale * stretch * flip,
    xy: -Math.sin(angle) * scale,
    yx: Math.sin(angle) * scale * stretch * flip,
    yy: Math.cos(angle) * scale,
    shiftX: between(-4, 4, random),
    shiftY: between(-4, 4, random),
  };
}

function drawRecolouring(random: () => number): Recolouring {
  // Each row of the mixture adds up to 1, so that grey stays grey.
  const mix = [0, 1, 2].flatMap((row) => {
    const weights = [0, 1, 2].map((column) => (row === column ? 1 : 0) + between(-0.1, 0.1, random));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
  return {
    mix,
    saturation: between(0.4, 1.4, random),
    strength: between(0.7, 1.3, random),
    swapped: random() < 0.06,
  };
}

function between(low: number, high: number, random: () => number): number {
  return low + (high - low) * random();
}

/** Bilinear: the four pixels around the place, weighted by their nearness. Outside is white, as transparency is. */
function readBetweenPixels(pixels: Uint8Array, x: number, y: number, colour: Colour): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  colour.red = 0;
  colour.green = 0;
  colour.blue = 0;
  for (let corner = 0; corner < 4; corner += 1) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
    if (column < 0 || row < 0 || column >= pictureEdge || row >= pictureEdge) {
      colour.red += weight;
      colour.green += weight;
      colour.blue += weight;
    } else {
      const at = (row * pictureEdge + column) * 3;
      colour.red += (weight * (pixels[at] as number)) / 255;
      colour.green += (weight * (pixels[at + 1] as number)) / 255;
      colour.blue += (weight * (pixels[at + 2] as number)) / 255;
    }
  }
}

function writeRecoloured(colour: Colour, recolouring: Recolouring, target: Float32Array, at: number): void {
  const { mix, swapped } = recolouring;
  const red = mixed(colour, mix, 0);
  const green = mixed(colour, mix, 1);
  const blue = mixed(colour, mix, 2);
  const grey = (red + green + blue) / 3;
  target[at] = finished(swapped ? blue : red, grey, recolouring);
  target[at + 1] = finished(green, grey, recolouring);
  target[at + 2] = finished(swapped ? red : blue, grey, recolouring);
}

function mixed({ red, green, blue }: Colour, mix: readonly number[], row: number): number {
  const at = row * 3;
  return (mix[at] as number) * red + (mix[at + 1] as number) * green + (mix[at + 2] as number) * blue;
}

/** A channel, from 0..1 to -1..1. */
function finished(value: number, grey: number, { saturation, strength }: Recolouring): number {
  const full = 1 - (1 - (grey + (value - grey) * saturation)) * strength;
  return Math.min(1, Math.max(0, full)) * 2 - 1;
}
