import type { TensorFlow } from './tensorflow';

interface ReshapeLayer {
  readonly targetShape: (number | null)[];
  fixUnknownDimension(inputShape: readonly number[], outputShape: readonly (number | null)[]): number[];
  computeOutputShape(inputShape: (number | null)[]): (number | null)[];
}

const mended = new WeakSet<object>();

/**
 * TensorFlow.js works out no shape of a Reshape while the batch is open, which it always is: an edge of -1 stays
 * unknown, and sizes that do not fit are only met when the network runs. This lets the batch be.
 */
export function mendReshape(tf: TensorFlow): void {
  const layer = tf.layers.reshape({ targetShape: [1] });
  const reshape = Object.getPrototypeOf(layer) as ReshapeLayer;
  if (mended.has(reshape)) return;
  mended.add(reshape);
  const compute = reshape.computeOutputShape;
  reshape.computeOutputShape = function (inputShape) {
    const [batch = null, ...edges] = inputShape;
    const isKnown = (edge: number | null): edge is number => edge !== null && edge >= 0;
    if (!edges.every(isKnown)) return compute.call(this, inputShape);
    return [batch, ...this.fixUnknownDimension(edges.filter(isKnown), this.targetShape)];
  };
}
