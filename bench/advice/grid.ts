import { factsOf } from '../../src/design/base/graph-facts';
import type { Similarity } from '../../src/design/config';
import { parseTransferFile } from '../../src/design/format/parse';
import type { Measurement } from '../../src/design/measurement';
import type { CutToMeasure } from '../../src/design/network/cuts-to-measure';
import { cutsToMeasure } from '../../src/design/network/cuts-to-measure';
import type { Plan } from '../../src/design/plan';
import { designProject, type Project } from '../../src/launch/project/project';

export const seeds = [1, 2, 3] as const;

export interface Planned {
  readonly cut: string;
  readonly tuned: boolean;
}

/** What a plan of the grid is called. */
export function planName({ cut, tuned }: Planned): string {
  return `${cut} ${tuned ? 'fine-tuned' : 'frozen'}`;
}

/**
 * The text of a task's file.
 *
 * @param base as the file names it
 * @param similarity what the file says of the images, if anything
 * @param settings further lines; without any all is left open
 */
export function taskText(
  base: string,
  similarity: Similarity | 'auto',
  settings: readonly string[] = [],
): string {
  return [
    `base: ${base}`,
    `dataset: { path: train, test: test, similarity: ${similarity} }`,
    ...settings,
    '',
  ].join('\n');
}

/**
 * The cuts of the grid in the order of the data: case 2's and case 1's, two of those that are measured in between, and one that
 * is earlier than both.
 */
export function cutsOfGrid(project: Project, base: string): readonly CutToMeasure[] {
  const { parsed, graph } = project;
  const facts = graph && factsOf(graph);
  if (facts === undefined) throw new Error('The base could not be read.');
  const place = (name: string): number => facts.position.get(name) ?? 0;
  const measured = cutsToMeasure(parsed, facts);
  const early = measured.filter(({ layer }) => place(layer) < place(facts.cutInFirstThird));
  const late = measured.filter(({ layer }) => place(layer) > place(facts.cutInFirstThird));
  if (early.length < 1 || late.length < 3) throw new Error('The base has too few cuts for a grid.');
  const between = [1, 2].map((at) => late[Math.round((at * late.length) / 3) - 1] as CutToMeasure);
  return [
    early[Math.floor(early.length / 2)] as CutToMeasure,
    cutAt(project, base, facts.cutInFirstThird),
    ...between,
    late.at(-1) as CutToMeasure,
  ];
}

/** A cut that is not among those that are measured, as they are. */
function cutAt(project: Project, base: string, layer: string): CutToMeasure {
  const { layers, head } = plannedOf(project, base, { cut: layer, tuned: false }, 1);
  const shape = layers.find(({ name }) => name === layer)?.outputShape ?? [];
  const features = head.pool === 'average' ? (shape.at(-1) ?? 1) : shape.reduce((all, one) => all * one, 1);
  return { layer, shape, pool: head.pool, features };
}

/** The plan of the grid, with a seed. @throws Error where the file leads to none */
export function plannedOf(project: Project, base: string, { cut, tuned }: Planned, seed: number): Plan {
  const settings = [`cut: ${cut}`, `freeze: ${tuned ? 'none' : 'all'}`, `train: { seed: ${seed} }`];
  return planOf(project, taskText(base, 'auto', settings), undefined);
}

/** What the program plans where the file leaves cut and freezing open: by what was measured or, without it, by the four cases. */
export function openPlan(
  project: Project,
  base: string,
  seed: number,
  known: Measurement | Similarity,
): Planned {
  const measurement = typeof known === 'object' ? known : undefined;
  const similarity = typeof known === 'object' ? 'auto' : known;
  const text = taskText(base, similarity, [`train: { seed: ${seed} }`]);
  const { cut, phases } = planOf(project, text, measurement);
  return { cut, tuned: phases.length > 1 };
}

function planOf(project: Project, text: string, measurement: Measurement | undefined): Plan {
  const facts = { ...project.facts, ...(measurement && { measurement }) };
  const { result } = designProject(project.file, parseTransferFile(text), facts);
  if (result.plan === undefined) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.plan;
}
