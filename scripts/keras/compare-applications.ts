import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runtimeFolder, tfjsNodePackage } from '../../src/launch/engine/runtime-folder';
import { loadEngine, nativeEngineVariable } from '../../src/train/engines/load-engine';
import { openKerasH5 } from '../../src/train/formats/keras/keras-h5';
import { openKerasZip } from '../../src/train/formats/keras/keras-zip';
import { completeBatchNormalisation } from '../../src/train/network/batch-norm-rewrite';
import { differences } from '../../test/fixtures/keras-golden';

process.env[nativeEngineVariable] = tfjsNodePackage(runtimeFolder());
async function main(folder: string, wanted: string[]) {
  const { tf } = await loadEngine(process.env);
  const names = (await readdir(folder))
    .filter((f) => f.endsWith('.golden.json'))
    .map((f) => f.replace('.golden.json', ''));
  for (const name of wanted.length ? wanted : names)
    for (const kind of ['h5', 'keras']) {
      try {
        const t0 = performance.now();
        const opened = await (kind === 'h5' ? openKerasH5 : openKerasZip)(
          path.join(folder, `${name}.${kind}`),
        );
        const t1 = performance.now();
        const weights = new Map();
        for (const [k, w] of opened.weights) weights.set(k, { shape: w.shape, values: await w.read() });
        const t2 = performance.now();
        const base = completeBatchNormalisation(opened.topology, weights);
        const found = await differences(
          tf,
          base.topology,
          base.weights,
          path.join(folder, `${name}.golden.json`),
        );
        const worst = Math.max(...found.values());
        console.log(
          name,
          kind,
          `layers ${base.topology.layers.length} open ${(t1 - t0).toFixed(0)} read ${(t2 - t1).toFixed(0)} ${found.size} tensors, worst ${worst.toExponential(1)}, last ${[...found.values()].at(-1)?.toExponential(1)}`,
        );
      } catch (error) {
        console.log(name, kind, (error as Error).message.slice(0, 500));
        if (process.env.V) console.log((error as Error).stack);
      }
    }
}
void main(process.argv[2]!, process.argv.slice(3));
