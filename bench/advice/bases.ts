import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { efficientNetLite0 } from '../../src/catalog/efficientnet-lite0';
import type { Similarity } from '../../src/design/config';
import { publishedPlace } from '../../src/disk/bases/published-place';

/** What pictures are: each base was trained on one of these and on none of the others. */
export type Subject = 'emoji' | 'photographs' | 'icons' | 'digits' | 'drawn';

/** A base that tasks are tried on. */
export interface BenchBase {
  readonly name: string;
  readonly trainedOn: Subject;
  /** What stands behind `base:` in a project in that folder. */
  inFile(folder: string): Promise<string>;
}

/** EfficientNet-Lite0 takes 224×224; no weight depends on that, and at this edge it takes a twelfth of the time. */
export const smallerEdge = 64;

export const benchBases: readonly BenchBase[] = [
  { name: 'demo', trainedOn: 'emoji', inFile: async () => 'demo' },
  {
    name: `${efficientNetLite0.name}-${smallerEdge}`,
    trainedOn: 'photographs',
    async inFile(folder) {
      const place = path.join(folder, 'base');
      await copyAtSmallerEdge(publishedPlace(efficientNetLite0), place);
      return './base/model.json';
    },
  },
];

/** The same layers and weights, with an input layer of another size. */
async function copyAtSmallerEdge(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true });
  const file = path.join(to, 'model.json');
  const text = await readFile(file, 'utf8');
  const { size } = efficientNetLite0.input;
  const resized = text
    .replace(
      `"batch_input_shape":[null,${size[0]},${size[1]},3]`,
      `"batch_input_shape":[null,${smallerEdge},${smallerEdge},3]`,
    )
    .replaceAll(`[${size[0]},${size[1]}]`, `[${smallerEdge},${smallerEdge}]`);
  if (resized === text) throw new Error(`${file} does not say the size of its pictures as expected.`);
  await writeFile(file, resized);
}

/** Whether a task's pictures are of the kind that the base was trained on: what the rule of thumb asks for. */
export function similarityTo(base: BenchBase, subject: Subject): Similarity {
  return base.trainedOn === subject ? 'similar' : 'different';
}
