import { type ComparedRows, comparedRows, type FeatureTable } from './feature-table';
import { accuracyOf } from './ridge-probe';

/** So many neighbours have a say, fewer where there are not as many. */
const neighbours = 5;

/**
 * The share of images whose nearest others, by the cosine of standardised features, are mostly of their class; of classes
 * that are as many the one of the nearest counts.
 *
 * @param labels by row, 0 to classes − 1
 */
export function neighbourAccuracy(
  features: FeatureTable,
  labels: readonly number[],
  classes: number,
  compared: ComparedRows = comparedRows(features),
): number {
  const judged = nearestOf(compared, neighbours).map((near) =>
    mostOf(near.map((image) => labels[image] ?? 0)),
  );
  return accuracyOf(judged, labels, classes).accuracy;
}

/** By image: the others that are most like it, the nearest first; of those that are as near the first one. */
export function nearestOf({ own, products }: ComparedRows, most: number): readonly (readonly number[])[] {
  const { rows } = own;
  const length = Float64Array.from({ length: rows }, (_, row) =>
    Math.sqrt(products[row * rows + row] as number),
  );
  return Array.from({ length: rows }, (_, row) => {
    const near: number[] = [];
    const cosines: number[] = [];
    for (let other = 0; other < rows; other += 1) {
      if (other === row) continue;
      const cosine = (products[row * rows + other] as number) / (length[other] as number);
      if (near.length === most && cosine <= (cosines[most - 1] as number)) continue;
      let place = near.length;
      while (place > 0 && cosine > (cosines[place - 1] as number)) place -= 1;
      near.splice(place, 0, other);
      cosines.splice(place, 0, cosine);
      near.length = Math.min(near.length, most);
      cosines.length = near.length;
    }
    return near;
  });
}

function mostOf(labels: readonly number[]): number {
  const votes = new Map<number, number>();
  for (const label of labels) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return labels.find((label) => votes.get(label) === most) ?? 0;
}
