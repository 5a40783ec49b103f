import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { design } from '../../src/design/design';
import { parseTransferFile } from '../../src/design/format/parse';
import type { LayerGraph } from '../../src/design/layer-graph';
import { createRunFolder, readRunRecord, writeRunRecord } from '../../src/disk/runs/run-folder';
import { lookAtImages } from '../../src/launch/project/look-at-images';
import { recordFormat } from '../../src/shared/run-record';
import { runPlan } from '../../src/train/run/run-plan';

const text = `base: { model: ./base, input: { scale: "-1..1" } }
dataset: { path: images, validation: 0.25, similarity: similar, size: small }
train:
  batchSize: 8
  phases: [{ train: head, epochs: 1, patience: 1 }, { train: everything, epochs: 1, patience: 1 }]
`;

/**
 * Trains two epochs on the base, the second through all of its layers, in this process.
 * @param folder holds `images`
 */
export async function trainOnBase(
  folder: string,
  modelFile: string,
  graph: LayerGraph,
): Promise<{ proof: unknown; layers: readonly string[] }> {
  const file = parseTransferFile(text);
  const dataset = await lookAtImages(file.config.dataset, folder);
  const { plan, problems } = design({ file, graph, ...(dataset ? { dataset } : {}) });
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  const runs = path.join(folder, 'runs');
  await mkdir(runs, { recursive: true });
  const run = await createRunFolder(runs, 'case1', new Date());
  await writeRunRecord(run, {
    format: recordFormat,
    name: path.basename(run),
    state: 'created',
    created: new Date().toISOString(),
    file: path.join(folder, 'transfer.yaml'),
    text,
    plan,
    base: { modelFile, fingerprint: graph.fingerprint },
    versions: {},
  });
  // The base is named by its file: the catalog is not asked.
  await runPlan(run, folder);
  const { result } = await readRunRecord(run);
  return { proof: result?.proof, layers: plan.layers.map(({ name }) => name) };
}
