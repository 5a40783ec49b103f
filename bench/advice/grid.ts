import { factsOf } from '../../src/design/base/graph-facts';
import { parseTransferFile } from '../../src/design/format/parse';
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

/** The text of a task's file. @param base as the file names it @param settings lines that leave nothing open, or none */
export function taskText(base: string, settings: readonly string[] = []): string {
  return [`base: ${base}`, 'dataset: { path: train, test: test }', ...settings, ''].join('\n');
}

/**
 * The cuts of the grid in the order of the data: case 2's and case 1's, two of those that are measured in between, and one that
 * is earlier than both.
 */
export function cutsOfGrid({ parsed, graph }: Project): readonly CutToMeasure[] {
  if (graph === undefined) throw new Error('The base could not be read.');
  const facts = factsOf(graph);
  if (facts === undefined) throw new Error('The layers of the base could not be put in order.');
  const measured = cutsToMeasure(parsed, facts);
  const third = measured.findIndex(({ layer }) => layer === facts.cutInFirstThird);
  const end = measured.length - 1;
  if (third < 1 || end < third + 3) throw new Error('The base has too few cuts for a grid.');
  const between = [1, 2].map((at) => third + Math.round((at * (end - third)) / 3));
  return [Math.floor(third / 2), third, ...between, end].map((at) => measured[at] as CutToMeasure);
}

/** The plan that a file with these settings leads to. @throws Error where it leads to none */
export function plannedOf(project: Project, base: string, { cut, tuned }: Planned, seed: number): Plan {
  const settings = [`cut: ${cut}`, `freeze: ${tuned ? 'none' : 'all'}`, `train: { seed: ${seed} }`];
  const { result } = designProject(project.file, parseTransferFile(taskText(base, settings)), project.facts);
  if (result.plan === undefined) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.plan;
}
