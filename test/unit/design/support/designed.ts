import { type DesignInputs, type DesignResult, design } from '../../../../src/design/design';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { Fix } from '../../../../src/design/problem';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';

/** What is known besides the text; by default the demo base and 100 images of two classes and neither. */
export type Known = Partial<Omit<DesignInputs, 'file'>>;

const demo = demoLike();
const animals = dataset({ cats: 40, dogs: 40, neither: 20 });

export const header = 'base: demo\ndataset:\n  path: images\n  similarity: similar\n';

/** Designs a file as the editor would. `known` replaces the usual base and images. */
export function designed(text: string, known: Known = {}): DesignResult {
  return design({ file: parseTransferFile(text), graph: demo, dataset: animals, ...known });
}

/** The text after a fix, as the editor's light bulb would leave it. */
export function afterFix(text: string, fix: Fix): string {
  return [...fix.edits]
    .sort((one, other) => other.offset - one.offset)
    .reduce(
      (now, { offset, length, text: put }) => now.slice(0, offset) + put + now.slice(offset + length),
      text,
    );
}
