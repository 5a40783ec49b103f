import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DatasetFacts } from '../../src/design/dataset-facts';
import { design } from '../../src/design/design';
import { parseTransferFile } from '../../src/design/format/parse';
import type { LayerGraph } from '../../src/design/layer-graph';
import { TransferError } from '../../src/design/transfer-error';
import { tensorFlowEngine } from '../../src/train/engines/tensorflow-js/tensorflow-engine';
import { cpuBackend } from '../../src/train/engines/tensorflow-js/wasm-engine';
import { readBase } from '../../src/train/formats/read-base';
import { networkOnPixels } from '../../src/train/images/network-on-pixels';
import { inspectModelFile } from '../../src/train/inspect';
import { adaptNetwork } from '../../src/train/network/adapted-network';
import { withInputSize } from '../../src/train/network/sized-input';
import { phaseTask } from '../../src/train/run/phase-task';
import { kerasSequential } from '../fixtures/keras-sequential';
import { writeSmallBase } from '../fixtures/small-base';
import { damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';
import { mutatedJson } from './mutated-json';

const promise =
  'A base, whatever its files hold, is inspected within seconds, reads nothing outside of its folder, and is refused with a reason or makes a plan that can be built and run.';

const longest = 5000;
/** Of a picture, in any layer: a network that is larger is built, but not run here. */
const mostValues = 100_000;

const texts = [
  '{ scale: "-1..1" }',
  '{ scale: "0..255", size: [16, 16] }',
  '{ size: [20, 24], resize: pad }',
].map((input) =>
  parseTransferFile(
    `base: { model: ./base, input: ${input} }\ndataset: { path: images, similarity: similar, size: small }\n` +
      'train: { phases: [{ train: head, epochs: 1 }, { train: everything, epochs: 1 }] }\n',
  ),
);

const images: DatasetFacts['train'] = {
  found: true,
  facts: {
    path: 'images',
    classes: ['blue', 'green', 'red'].map((name) => ({
      name,
      images: Array.from({ length: 20 }, (_, at) => ({ file: `${name}/${at}.png`, bytes: 100 })),
    })),
    oddFiles: [],
    looseImages: 0,
  },
};

/** A base's files: the parsed model.json, and its one shard. */
interface Files {
  readonly json: unknown;
  readonly shard: Buffer<ArrayBuffer>;
}

async function sources(folder: string): Promise<Files[]> {
  const files: Files[] = [];
  for (const variant of [undefined, 'without gamma', 'of any size', 'nested'] as const) {
    const modelFile = await writeSmallBase(path.join(folder, 'source'), variant);
    const json: unknown = JSON.parse(readFileSync(modelFile, 'utf8'));
    const shard = Buffer.from(readFileSync(path.join(folder, 'source', 'group1-shard1of1.bin')));
    files.push({ json, shard });
  }
  return [...files, kerasSequential()];
}

type Engine = ReturnType<typeof tensorFlowEngine>;

async function judge(engine: Engine, modelFile: string, random: Random): Promise<void> {
  const file = pick(random, texts);
  let graph: LayerGraph;
  try {
    const inspected = await inspectModelFile(modelFile, engine, file.config.base?.input.size);
    graph = { ...inspected, fingerprint: '' };
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    const isReason = /^base-/.test(error.code) && error.message.length > 20 && error.message.length < 1500;
    if (!isReason || /\n|\[object/.test(error.message))
      throw new Error(`No reason: ${error.code} ${error.message}`);
    return;
  }
  requireInside(modelFile);
  const { plan, problems } = design({ file, graph, dataset: { train: images } });
  if (plan === undefined) {
    if (!problems.some(({ severity }) => severity === 'error'))
      throw new Error('There is neither a plan nor a problem.');
    return;
  }
  const base = await readBase(modelFile);
  const network = adaptNetwork(withInputSize(base.topology, plan.base.input.size), plan);
  const values = graph.layers.map(({ outputShape }) =>
    outputShape.reduce<number>((all, edge) => all * (edge ?? 1), 1),
  );
  const [height, width] = plan.base.input.size;
  if (Math.max(height * width * 3, ...values) > mostValues) return;
  for (const phase of plan.phases) {
    const cut = phase.cache?.cut ?? network.topology.layers[0]?.name ?? '';
    const shape = plan.layers.find(({ name }) => name === cut)?.outputShape ?? [];
    const task = phaseTask({ network, base, plan }, phase, base.weights, { cut, shape });
    (await engine.phase(task)).dispose();
  }
  const whole = await networkOnPixels(engine, network.topology, base.weights, plan.base.input);
  const answer = await whole.outputs([new Uint8Array(height * width * 3).fill(100)]);
  if (answer.length !== 3) throw new Error(`It answered ${answer.length} values for 3 classes.`);
}

/** Whoever was accepted must not have named a shard outside of the folder. */
function requireInside(modelFile: string): void {
  const { weightsManifest } = JSON.parse(readFileSync(modelFile, 'utf8')) as {
    weightsManifest: { paths: string[] }[];
  };
  const folder = path.dirname(modelFile);
  for (const name of weightsManifest.flatMap(({ paths }) => paths)) {
    const isInside = path.resolve(folder, name).startsWith(`${folder}${path.sep}`) && !name.includes('link');
    if (!isInside) throw new Error(`The shard ${name} was read.`);
  }
}

const fuzzer: Fuzzer = {
  name: 'base',
  promise,
  quickTries: 150,
  async open(folder) {
    const { runsOn: _, ...backend } = await cpuBackend();
    const engine = tensorFlowEngine(backend);
    const bases = await sources(folder);
    const place = path.join(folder, 'base');
    for (const { json, shard } of bases) {
      mkdirSync(place, { recursive: true });
      writeFileSync(path.join(place, 'model.json'), JSON.stringify(json));
      writeFileSync(path.join(place, 'group1-shard1of1.bin'), shard);
      // As it stands, each is a base.
      await inspectModelFile(path.join(place, 'model.json'), engine);
    }
    return async (random) => {
      const { json, shard } = pick(random, bases);
      const how = random();
      let text = Buffer.from(JSON.stringify(how < 0.75 ? mutatedJson(random, json) : json));
      if (how >= 0.75 && how < 0.9) text = damagedBytes(random, text);
      const bytes = how >= 0.85 ? damagedBytes(random, shard) : shard;
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      writeFileSync(path.join(place, 'model.json'), text);
      writeFileSync(path.join(place, 'group1-shard1of1.bin'), bytes);
      writeFileSync(path.join(folder, 'outside.bin'), shard);
      symlinkSync(path.join(folder, 'outside.bin'), path.join(place, 'link.bin'));
      const start = performance.now();
      try {
        await judge(engine, path.join(place, 'model.json'), random);
      } catch (error) {
        throw new Error(
          `${error instanceof Error ? error.stack : error}\n${text.toString('utf8').slice(0, 20_000)}`,
        );
      } finally {
        backend.tf.disposeVariables();
      }
      const milliseconds = performance.now() - start;
      if (milliseconds > longest)
        throw new Error(`It took ${milliseconds.toFixed(0)} ms.\n${text.toString('utf8').slice(0, 20_000)}`);
    };
  },
};

export default fuzzer;
