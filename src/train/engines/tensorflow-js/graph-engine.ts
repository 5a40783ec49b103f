import { compileAnswer } from '../../compiler/network-graph';
import { hasOnnxNodes } from '../../onnx/written/network-model';
import type { FeatureEngine } from '../engine';
import { GraphNodes } from './graph-nodes';
import { OperationNodes } from './graph-operations';
import { savedModel } from './saved-model';
import { Session } from './session';
import type { TensorFlowBackend } from './tensorflow';

/**
 * TensorFlow as an engine that answers by one graph for a whole network, in a session of tfjs-node's library. Weights are
 * constants of it, so that TensorFlow folds normalisation and activations into convolutions. It takes networks all of whose
 * layers are compiled.
 */
export function graphEngine(backend: TensorFlowBackend): FeatureEngine {
  return {
    name: `${backend.name} as one graph`,
    folds: true,
    takes: (network, weights) =>
      !hasOnnxNodes(network) && Session.canRun(backend.tf) && 'answer' in compileAnswer(network, weights),
    async network(network, weights) {
      const compiled = compileAnswer(network, weights);
      if ('layer' in compiled) throw new RangeError(`"${compiled.layer}" can't be compiled.`);
      const graph = new GraphNodes();
      const nodes = new OperationNodes(graph, () => '');
      for (const operation of compiled.operations) nodes.write(operation);
      const answer = nodes.nameOf(compiled.answer);
      const session = new Session(backend.tf, savedModel(graph));
      return {
        async outputs(examples) {
          const [outputs] = session.run({ examples }, [answer]);
          return outputs as Float32Array;
        },
        dispose: () => session.dispose(),
      };
    },
  };
}
