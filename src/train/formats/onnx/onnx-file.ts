import { stat } from 'node:fs/promises';
import path from 'node:path';
import { valuesIn } from '../../../design/base/tensor-shape';
import { TransferError } from '../../../design/transfer-error';
import { mostBaseBytes } from '../../../disk/bases/base-look';
import type { StoredWeight } from '../../network/weight-values';
import {
  type GraphProto,
  type ModelProto,
  type TensorProto,
  TensorProto_DataLocation,
} from '../../onnx/onnx_pb';
import { readOnnxModel, saidBy } from '../../onnx/onnx-model';
import type { BaseFiles, BaseFormat } from '../base-format';
import { readBytes, readWholeFile } from '../read-bytes';
import { flatGraph } from './flat-graph';
import { onnxNetwork } from './onnx-network';
import { mostKnown } from './operator-call';
import { floatsIn, inQuotes, isFloat, type OnnxTensor, type OutsideBytes, readTensor } from './tensors';

/** What a model in one file is called in a folder, as everyone calls one. */
export const onnxModelFile = 'model.onnx';

/** A network as PyTorch and others export it: a graph of operators, which ONNX Runtime runs and nobody trains. */
export const onnxFile: BaseFormat = {
  name: 'ONNX model (.onnx)',
  inFolder: onnxModelFile,
  match: ({ name }) => /\.onnx$/i.test(name),
  trainsBase: false,
  async filesBeside(modelFile) {
    const needed = new Map<string, number>();
    for (const { outside } of outsideTensors(await modelIn(modelFile), modelFile)) {
      needed.set(outside.file, Math.max(needed.get(outside.file) ?? 0, outside.offset + outside.bytes));
    }
    const groups = [...needed].map(async ([name, bytes]) => {
      // There may be more in it than is read.
      const found = await stat(path.join(path.dirname(modelFile), name)).catch(() => undefined);
      return { names: [name], bytes: Math.max(bytes, found?.isFile() ? found.size : 0) };
    });
    return Promise.all(groups);
  },
  async open(files, size) {
    const { modelFile } = files;
    const model = await modelIn(modelFile);
    for (const tensor of outsideTensors(model, modelFile)) {
      const isRead = !isFloat(tensor.type) || valuesIn(tensor.shape) <= mostKnown;
      if (isRead) await bringInside(tensor.proto, await outsideBytesOf(files, tensor.outside));
    }
    const { topology, layers, weights } = onnxNetwork(flatGraph(model, modelFile), size);
    return {
      ...{ topology, layers, leftOut: [], says: saidBy(model) },
      weights: new Map([...weights].map(([name, tensor]) => [name, storedWeight(files, tensor)])),
    };
  },
};

async function modelIn(modelFile: string): Promise<ModelProto> {
  return readOnnxModel(await readWholeFile(modelFile, mostBaseBytes), modelFile);
}

type OutsideTensor = OnnxTensor & { readonly outside: OutsideBytes };

/** All tensors of a model whose numbers lie in other files. */
function outsideTensors({ graph }: ModelProto, file: string): OutsideTensor[] {
  const protos = graph === undefined ? [] : tensorsOf(graph);
  return protos
    .filter(({ dataLocation }) => dataLocation === TensorProto_DataLocation.EXTERNAL)
    .map((proto) => readTensor(proto, file) as OutsideTensor);
}

function tensorsOf({ initializer, node }: GraphProto): TensorProto[] {
  const inNodes = node.flatMap(({ attribute }) =>
    attribute.flatMap(({ t, g }) => [
      ...(t === undefined ? [] : [t]),
      ...(g === undefined ? [] : tensorsOf(g)),
    ]),
  );
  return [...initializer, ...inNodes];
}

function bringInside(proto: TensorProto, bytes: Buffer): void {
  proto.rawData = new Uint8Array(bytes);
  proto.dataLocation = TensorProto_DataLocation.DEFAULT;
  proto.externalData = [];
}

/** @throws TransferError `base-damaged` where the file has fewer bytes */
async function outsideBytesOf({ beside }: BaseFiles, { file, offset, bytes }: OutsideBytes): Promise<Buffer> {
  const found = beside
    .flatMap(({ files }) => files)
    .find((one) => one.file.replaceAll(path.sep, '/').endsWith(`/${file}`));
  if (found !== undefined && offset + bytes <= found.bytes) return readBytes(found.file, offset, bytes);
  throw new TransferError('base-damaged', `The file ${inQuotes(file)} is cut short. Get the model again.`);
}

function storedWeight(files: BaseFiles, tensor: OnnxTensor): StoredWeight {
  const { shape, outside } = tensor;
  const read = async (): Promise<Float32Array> =>
    floatsIn(tensor, outside && (await outsideBytesOf(files, outside)));
  return { shape, read };
}
