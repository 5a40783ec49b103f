import { type FeatureSpace, rowValuesOf } from '../../../../src/disk/features/feature-space';

export const smallSpace: FeatureSpace = {
  description: { weights: 'abc', cut: 'pool3', engine: 'test 1' },
  shape: [2, 3],
  format: 'float32',
};

/** Its rows have four megabytes, so that packs fill soon. */
export const wideSpace: FeatureSpace = { ...smallSpace, shape: [1000, 1000] };

/** Values that tell rows and places apart. */
export function rowOf(space: FeatureSpace, row: number): Float32Array {
  return new Float32Array(rowValuesOf(space)).map((_, place) => row + (place % 251) / 256);
}
