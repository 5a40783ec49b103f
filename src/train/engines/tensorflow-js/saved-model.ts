import { create, toBinary } from '@bufbuild/protobuf';
import type { GraphNodes } from './graph-nodes';
import { SavedModelSchema } from './tensorflow_pb';

/** A graph as the bytes of a saved model that a `Session` takes. */
export function savedModel(graph: GraphNodes): Uint8Array {
  return toBinary(
    SavedModelSchema,
    create(SavedModelSchema, {
      savedModelSchemaVersion: 1n,
      metaGraphs: [
        {
          metaInfoDef: { tags: ['train'] },
          // Of TensorFlow 2.7, the oldest that tfjs-node brings.
          graphDef: { node: graph.nodes, versions: { producer: 898 } },
        },
      ],
    }),
  );
}
