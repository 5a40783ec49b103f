import { halfNumber } from '../../catalog/stored-numbers';

let halves: Float32Array | undefined;

/** Every 16 bit float as a number, by its bits. */
export function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfNumber(bits));
  return halves;
}
