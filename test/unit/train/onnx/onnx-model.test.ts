import { expect, it } from 'vitest';
import { TensorProto_DataType } from '../../../../src/train/onnx/onnx_pb';
import { onnxModelBytes, readOnnxModel } from '../../../../src/train/onnx/onnx-model';

const parts = {
  irVersion: 8n,
  opsetImport: [{ domain: '', version: 17n }],
  graph: {
    name: 'double',
    input: [
      {
        name: 'x',
        type: {
          tensorType: {
            elemType: TensorProto_DataType.FLOAT,
            shape: { dim: [{ value: { case: 'dimParam', value: 'batch' } as const }] },
          },
        },
      },
    ],
    initializer: [{ name: 'two', dims: [1n], dataType: TensorProto_DataType.FLOAT, floatData: [2] }],
    node: [{ opType: 'Mul', input: ['x', 'two'], output: ['y'] }],
    output: [{ name: 'y' }],
  },
};

it('an ONNX model that is written is read as it was put together', () => {
  const { graph, opsetImport } = readOnnxModel(onnxModelBytes(parts), 'double.onnx');
  expect(opsetImport.map(({ version }) => version)).toEqual([17n]);
  expect(graph?.node.map(({ opType, input, output }) => [opType, input, output])).toEqual([
    ['Mul', ['x', 'two'], ['y']],
  ]);
  expect(graph?.initializer[0]?.floatData).toEqual([2]);
  expect(graph?.input[0]?.type?.tensorType?.shape?.dim[0]?.value).toEqual({
    case: 'dimParam',
    value: 'batch',
  });
});

it('fields of newer schemas are kept where an ONNX model is written again', () => {
  // A field of number 1000, which no schema has: its key is 8000, then one byte of value.
  const bytes = Buffer.concat([onnxModelBytes(parts), Buffer.from([0xc0, 0x3e, 7])]);
  expect(Buffer.from(onnxModelBytes(readOnnxModel(bytes, 'newer.onnx'))).equals(bytes)).toBe(true);
});

it('bytes that are no ONNX model are refused with their file’s name', () => {
  expect(() => readOnnxModel(Buffer.from('not a model'), 'a.onnx')).toThrow(/^a\.onnx is no ONNX model/);
});
