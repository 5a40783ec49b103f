import { seededRandom } from '../../../design/images/random';
import { messageOf } from '../../failures/failure-words';
import { hasOnnxNodes } from '../../onnx/written/network-model';
import type { Engine, InspectingEngine, PhaseTask, TrainingPhase } from '../engine';
import { buildModel, layerWeights, readWeights, weightsOf, withPlainInitialisers } from './build-model';
import { listen } from './listen';
import { withMathRandom } from './math-random';
import { outputsOf } from './outputs';
import { Session } from './session';
import { SessionPhase } from './session-phase';
import type { TensorFlow, TensorFlowBackend } from './tensorflow';
import { TensorFlowPhase } from './tensorflow-phase';
import { tryOut } from './try-out';

/** TensorFlow.js as an engine: networks answer layer by layer, and train as one graph where they can. It takes whatever a
 * base may be made of but layers of an ONNX file. */
export function tensorFlowEngine(backend: TensorFlowBackend): Engine & InspectingEngine {
  return {
    name: backend.name,
    folds: false,
    takes: (network) => !hasOnnxNodes(network),
    async network(network, weights) {
      const { tf } = backend;
      const model = await buildModel(tf, network, weights);
      return {
        outputs: (batch) => Promise.resolve(outputsOf(tf, model, batch)),
        dispose: () => model.dispose(),
      };
    },
    initialWeights(network, seed) {
      // Loaded before: it draws random numbers while it loads, and these would be others then.
      const { tf } = backend;
      return withMathRandom(seededRandom(...seed), async () => {
        const model = await buildModel(tf, network, new Map());
        const weights = readWeights(weightsOf(model));
        model.dispose();
        return weights;
      });
    },
    phase: (task) => phaseOf(backend.tf, task),
    async inspect(network, weights) {
      const model = await buildModel(backend.tf, withPlainInitialisers(network), weights);
      return {
        layers: network.layers.map(({ name: layerName, className }) => {
          const layer = model.getLayer(layerName);
          return {
            name: layerName,
            type: className,
            // Every type of layer that a base may have gives one output.
            outputShape: (layer.outputShape as (number | null)[]).slice(1),
            weights: layerWeights(layer).map((weight) => ({
              name: weight.name,
              shape: weight.shape.map((size) => size ?? 0),
            })),
          };
        }),
        tryOut: () => tryOut(backend, model),
        listen: (layers) => listen(backend, model, layers),
        dispose: () => void model.dispose(),
      };
    },
  };
}

/** As one graph, wherever the backend runs graphs and all of the phase's layers can be compiled; else layer by layer. */
async function phaseOf(tf: TensorFlow, task: PhaseTask): Promise<TrainingPhase> {
  if (!Session.canRun(tf)) return TensorFlowPhase.of(tf, task);
  try {
    const made = SessionPhase.of(tf, task);
    if (!('layer' in made)) return made;
    return TensorFlowPhase.of(tf, task, `"${made.layer}" (${made.className}) can't be compiled`);
  } catch (error) {
    return TensorFlowPhase.of(tf, task, `TensorFlow refuses the graph (${messageOf(error).slice(0, 200)})`);
  }
}
