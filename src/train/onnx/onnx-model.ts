import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { TransferError } from '../../design/transfer-error';
import { type ModelProto, ModelProtoSchema } from './onnx_pb';

/** An ONNX model as it is put together to be written: what a message leaves out has its schema's default. */
export type OnnxModelParts = MessageInitShape<typeof ModelProtoSchema>;

/** The property of a file that holds what this program says of a model's input and classes, as JSON. */
export const ownProperty = 'transferDesigner';

/**
 * Reads an ONNX file's bytes as the messages of its schema, with nothing checked but that they are such messages.
 * @throws TransferError `base-damaged` where they are none
 */
export function readOnnxModel(bytes: Uint8Array, file: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TransferError(
      'base-damaged',
      `${file} is no ONNX model, or is damaged: ${why}. Get the file again.`,
    );
  }
}

/** The bytes of an ONNX file: the same parts give the same bytes. */
export function onnxModelBytes(parts: OnnxModelParts): Uint8Array {
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, parts));
}

/** What a model says of its input and classes, where this program has written it; unchecked. */
export function saidBy({ metadataProps }: Pick<ModelProto, 'metadataProps'>): unknown {
  const own = metadataProps.find(({ key }) => key === ownProperty)?.value;
  try {
    return own === undefined ? undefined : JSON.parse(own);
  } catch {
    return undefined;
  }
}
