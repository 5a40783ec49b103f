import { parseTransferFile } from '../../../../src/design/format/parse';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import type { TextEdit } from '../../../../src/design/problem';
import { applyEdits } from '../../../../src/design/yaml/edited-text';
import { designProject, type Project, type ProjectFacts } from '../../../../src/launch/project/project';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';

const demo = demoLike();
const animals = dataset({ cats: 40, dogs: 40, neither: 20 });

export const header = 'base: demo\ndataset:\n  path: images\n  similarity: similar\n';

/** A project as the editor has it while one types: the demonstration base and 100 images, unless told otherwise. */
export function project(text: string, facts: ProjectFacts & { readonly graph?: LayerGraph } = {}): Project {
  return designProject('/pets/transfer.yaml', parseTransferFile(text), {
    graph: demo,
    dataset: animals,
    ...facts,
  });
}

/** The text after edits. */
export function after(text: string, edits: readonly TextEdit[]): string {
  return applyEdits(text, edits);
}
