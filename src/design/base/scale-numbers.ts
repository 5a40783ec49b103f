import type { Scale, ScaleName, ScaleNumbers } from '../config';

const same = (value: number): readonly [number, number, number] => [value, value, value];

/** ImageNet's statistics as torchvision gives them for pixels in 0..1, here for pixels in 0..255. */
const torchMean = [255 * 0.485, 255 * 0.456, 255 * 0.406] as const;
const torchStd = [255 * 0.229, 255 * 0.224, 255 * 0.225] as const;

/** The named scales, the likeliest first. `torch` and `caffe` are those of Keras' `preprocess_input`. */
export const scaleNumbers: Readonly<Record<ScaleName, ScaleNumbers>> = {
  '-1..1': { mean: same(127.5), std: same(127.5), channels: 'rgb' },
  '0..1': { mean: same(0), std: same(255), channels: 'rgb' },
  '0..255': { mean: same(0), std: same(1), channels: 'rgb' },
  torch: { mean: torchMean, std: torchStd, channels: 'rgb' },
  caffe: { mean: [103.939, 116.779, 123.68], std: same(1), channels: 'bgr' },
};

/** What a scale does to pixels, in numbers: `(value - mean) / std`. */
export function numbersOf(scale: Scale): ScaleNumbers {
  return typeof scale === 'string' ? scaleNumbers[scale] : scale;
}

/** Whether the pixels reach the network as they are in the picture. */
export function leavesPixels(scale: Scale): boolean {
  const { mean, std } = numbersOf(scale);
  return mean.every((value) => value === 0) && std.every((value) => value === 1);
}
