import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DatasetFacts } from '../../src/design/dataset-facts';
import { design } from '../../src/design/design';
import { parseTransferFile } from '../../src/design/format/parse';
import { TransferError } from '../../src/design/transfer-error';
import { readBase } from '../../src/train/formats/read-base';
import { inspectModelFile } from '../../src/train/inspect';
import { adaptNetwork } from '../../src/train/network/adapted-network';
import type { GraphProto, ModelProto, TensorProto } from '../../src/train/onnx/onnx_pb';
import { onnxLayerOf } from '../../src/train/onnx/onnx-layer';
import { onnxModelBytes, readOnnxModel } from '../../src/train/onnx/onnx-model';
import { channelsLastOnnx, outsideOnnx, residualOnnx, transformerOnnx } from '../fixtures/onnx-networks';
import { between, damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';

const longest = 5000;
const mostMemory = 300_000_000;

const file = parseTransferFile(
  'base: { model: ./net.onnx, input: { scale: "-1..1", size: [16, 16] } }\ncase: 1\n' +
    'dataset: { path: images, similarity: similar, size: small }\n',
);

const images: DatasetFacts['train'] = {
  found: true,
  facts: {
    path: 'images',
    classes: ['blue', 'red'].map((name) => ({
      name,
      images: Array.from({ length: 20 }, (_, at) => ({ file: `${name}/${at}.png`, bytes: 100 })),
    })),
    oddFiles: [],
    looseImages: 0,
  },
};

const noEngine = {
  inspect: async () => {
    throw new Error('A network of ONNX was given to an engine.');
  },
};

const oddNumbers = [0n, -1n, 1n, 2n, 3n, 7n, 1000n, 2n ** 31n, 2n ** 40n, 2n ** 60n, -(2n ** 63n)];
const oddNames = [
  '',
  '..',
  '../outside.bin',
  'link.bin',
  'input',
  'x/../../y',
  'net.onnx',
  '\n',
  'a'.repeat(5000),
];
const oddTypes = [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 14, 16, 17, 99];

/** What somebody who knows the format would write to harm. */
function changeModel(random: Random, model: ModelProto): void {
  const { graph } = model;
  if (graph === undefined) return;
  const node = pick(random, graph.node);
  const other = pick(random, graph.node);
  const changes: (() => void)[] = [
    () => changeTensor(random, graph),
    () => {
      node.opType =
        random() < 0.8 ? other.opType : pick(random, ['If', 'Loop', 'Unknown', 'Range', 'Expand', '']);
    },
    () =>
      node.input.splice(
        between(random, 0, 2),
        1,
        random() < 0.5 ? (other.output[0] ?? '') : pick(random, oddNames),
      ),
    () => node.output.splice(0, 1, random() < 0.5 ? (other.output[0] ?? '') : pick(random, oddNames)),
    () => graph.node.splice(graph.node.indexOf(node), 1),
    () => graph.node.push(node),
    () => {
      const attribute = node.attribute[0];
      if (attribute === undefined) return;
      if (attribute.ints.length > 0)
        attribute.ints[between(random, 0, attribute.ints.length - 1)] = pick(random, oddNumbers);
      else if (random() < 0.5) attribute.i = pick(random, oddNumbers);
      else node.attribute.splice(0, 1);
    },
    () => {
      const dimension = graph.input[0]?.type?.tensorType?.shape?.dim[between(random, 0, 3)];
      if (dimension !== undefined) dimension.value = { case: 'dimValue', value: pick(random, oddNumbers) };
    },
    () => graph.output.splice(0, 1, { ...graph.output[0]!, name: other.output[0] ?? '' }),
    () => {
      const version = model.opsetImport[0];
      if (version !== undefined) version.version = pick(random, oddNumbers);
    },
  ];
  pick(random, changes)();
}

function changeTensor(random: Random, graph: GraphProto): void {
  if (graph.initializer.length === 0) return;
  const tensor: TensorProto = pick(random, graph.initializer);
  const how = random();
  if (how < 0.3 && tensor.dims.length > 0)
    tensor.dims[between(random, 0, tensor.dims.length - 1)] = pick(random, oddNumbers);
  else if (how < 0.4) tensor.dataType = pick(random, oddTypes);
  else if (how < 0.6) {
    const [entry] = tensor.externalData;
    if (entry !== undefined)
      entry.value = random() < 0.6 ? pick(random, oddNames) : String(pick(random, oddNumbers));
  } else if (how < 0.7) tensor.name = pick(random, oddNames);
  else if (tensor.int64Data.length > 0)
    tensor.int64Data[between(random, 0, tensor.int64Data.length - 1)] = pick(random, oddNumbers);
  else tensor.rawData = tensor.rawData.subarray(0, between(random, 0, tensor.rawData.length));
}

async function judge(modelFile: string, random: Random): Promise<void> {
  try {
    const size = random() < 0.5 ? ([16, 16] as const) : undefined;
    const graph = { ...(await inspectModelFile(modelFile, noEngine, size)), fingerprint: '' };
    const base = await readBase(modelFile, size);
    for (const { config } of base.topology.layers.slice(1)) onnxLayerOf(config);
    const { plan, problems } = design({ file, graph, dataset: { train: images } });
    if (plan === undefined && !problems.some(({ severity }) => severity === 'error'))
      throw new Error('There is neither a plan nor a problem.');
    if (plan !== undefined) adaptNetwork(base.topology, plan);
    if (base.files.beside.some(({ files }) => files.some((one) => !one.file.endsWith('net.onnx.data'))))
      throw new Error('Another file was read.');
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    const isReason = /^base-/.test(error.code) && error.message.length > 20 && error.message.length < 1500;
    // A weight may be no number, and is said to be.
    if (!isReason || /\n|\[object|undefined|NaN/.test(error.message.replace('holds NaN', '')))
      throw new Error(`No reason: ${error.code} ${error.message}`);
  }
}

const fuzzer: Fuzzer = {
  name: 'onnx',
  promise:
    'An ONNX file, whatever it holds, is inspected within seconds and in bounded memory, reads nothing outside of its folder, and is refused with a reason or makes layers that can be planned with.',
  quickTries: 300,
  async open(folder) {
    const sources = [
      ...[
        residualOnnx(),
        residualOnnx(['n', 'c', 'h', 'w']),
        channelsLastOnnx(),
        transformerOnnx(),
        transformerOnnx(1),
      ],
      outsideOnnx().parts,
    ].map((parts) => Buffer.from(onnxModelBytes(parts)));
    const place = path.join(folder, 'base');
    const modelFile = path.join(place, 'net.onnx');
    writeFileSync(path.join(folder, 'outside.bin'), outsideOnnx().data);
    return async (random) => {
      const source = pick(random, sources);
      let bytes = source;
      if (random() < 0.6) {
        const model = readOnnxModel(source, 'net.onnx');
        for (let left = between(random, 1, 3); left > 0; left -= 1) changeModel(random, model);
        try {
          bytes = Buffer.from(onnxModelBytes(model));
        } catch {
          // What the schema itself can't hold is nothing that a file has.
          return;
        }
      } else bytes = damagedBytes(random, source);
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      writeFileSync(modelFile, bytes);
      writeFileSync(path.join(place, 'net.onnx.data'), outsideOnnx().data);
      const before = process.memoryUsage().arrayBuffers;
      const start = performance.now();
      try {
        await judge(modelFile, random);
      } catch (error) {
        throw new Error(
          `${error instanceof Error ? error.stack : error}\n${bytes.toString('base64').slice(0, 20_000)}`,
        );
      }
      const milliseconds = performance.now() - start;
      if (milliseconds > longest)
        throw new Error(`It took ${milliseconds.toFixed(0)} ms.\n${bytes.toString('base64')}`);
      if (process.memoryUsage().arrayBuffers - before > mostMemory)
        throw new Error(`It took too much memory.\n${bytes.toString('base64')}`);
    };
  },
};

export default fuzzer;
