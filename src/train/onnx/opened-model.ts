import { inputLayer, type Topology } from '../network/topology';
import type { NetworkWeights, WeightValues } from '../network/weight-values';
import { TensorProto_DataType as DataType, type TensorProto } from './onnx_pb';
import { edgesOf, onnxLayerConfig, onnxNodes } from './onnx-layer';
import { readOnnxModel, saidBy } from './onnx-model';

/** A model that this program has written, as a network that is its graph as it stands. */
export interface OpenedModel {
  readonly topology: Topology;
  /** By `layer/weight`. */
  readonly weights: NetworkWeights;
  /** The same by the names of the tensors. */
  readonly tensors: NetworkWeights;
  readonly says: unknown;
}

const whole = 'model';

/**
 * Opens an ONNX model as `networkModel` writes them: all of its nodes as one layer, so that what is run is what is
 * there.
 * @throws TransferError `base-damaged` where the bytes are no such model
 */
export function openedModel(bytes: Uint8Array, file: string): OpenedModel {
  const model = readOnnxModel(bytes, file);
  const { graph, opsetImport } = model;
  const [input] = graph?.input ?? [];
  const initialisers = graph?.initializer ?? [];
  const stored = initialisers.filter(isStored);
  const tensors = new Map(stored.map((tensor) => [tensor.name, valuesOf(tensor)] as const));
  const config = onnxLayerConfig(
    {
      ...{ node: graph?.node ?? [], input: graph?.input ?? [], output: graph?.output ?? [] },
      initializer: initialisers.filter((tensor) => !isStored(tensor)),
    },
    {
      opsets: Object.fromEntries(opsetImport.map(({ domain, version }) => [domain, Number(version)])),
      weights: Object.fromEntries([...tensors.keys()].map((name) => [name, name])),
    },
  );
  const shape = input?.type?.tensorType?.shape;
  const [batch = null, ...edges] = shape === undefined ? [] : edgesOf(shape);
  const first = inputLayer(input?.name ?? '', edges);
  return {
    topology: {
      name: graph?.name ?? whole,
      layers: [
        { ...first, config: { ...first.config, batch_input_shape: [batch, ...edges] } },
        { name: whole, className: onnxNodes, config, inbound: [first.name] },
      ],
    },
    weights: new Map([...tensors].map(([name, tensor]) => [`${whole}/${name}`, tensor])),
    tensors,
    says: saidBy(model),
  };
}

/** A weight, as they are written: 32 bit floats in one piece. */
function isStored({ dataType, rawData }: TensorProto): boolean {
  return dataType === DataType.FLOAT && rawData.length > 0;
}

function valuesOf({ dims, rawData }: TensorProto): WeightValues {
  // A copy, for the bytes may begin anywhere.
  const { buffer } = Uint8Array.from(rawData);
  return { shape: dims.map(Number), values: new Float32Array(buffer, 0, Math.floor(buffer.byteLength / 4)) };
}
