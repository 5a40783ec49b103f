import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';
import { found, graphs, trainFolders } from '../../fuzz/design.fuzz';
import { designPromise, holdDesign } from '../../fuzz/promises/design-promises';

// Each NAME.text.txt in test/fuzz/corpus/design/ is a text that once failed; it is tried with the bases and data sets of
// the fuzzer. What a fuzzer finds is added there, cut down to what matters.
const folder = path.join(import.meta.dirname, '../../fuzz/corpus/design');

describe(designPromise, () => {
  it.each(readdirSync(folder).map((name) => [name.replace('.text.txt', ''), name]))(
    'a text that once failed: %s',
    (_, name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const usual = found({ cats: 40, dogs: 40, neither: 20 });
      for (const [index, graph] of graphs.entries()) {
        const train = trainFolders[index % trainFolders.length];
        holdDesign(text, { ...(graph && { graph }), ...(train && { train }) });
        holdDesign(text, { ...(graph && { graph }), train: usual });
      }
    },
  );
});
