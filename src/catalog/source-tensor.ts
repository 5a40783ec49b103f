import { valuesIn } from '../design/base/tensor-shape';
/** A tensor of the file that a base's weights come from. */
export interface SourceTensor {
  readonly shape: readonly number[];
  /** In the order of its shape, the last axis fastest. */
  readonly values: () => Float32Array;
}

/** How values lie where they are stored: one step along an axis is as many places as its stride. */
export interface StridedView {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** The place of the first one. */
  readonly offset: number;
}

/**
 * The values of a view in the order of its shape, the last axis fastest.
 *
 * @param read the value at a place; every place of the view must be there
 */
export function valuesInOrder(
  read: (place: number) => number,
  { shape, strides, offset }: StridedView,
): Float32Array {
  const values = new Float32Array(valuesIn(shape));
  const index = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < values.length; to += 1) {
    values[to] = read(from);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const stride = strides[axis] as number;
      const next = (index[axis] as number) + 1;
      from += stride;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        break;
      }
      from -= next * stride;
      index[axis] = 0;
    }
  }
  return values;
}
