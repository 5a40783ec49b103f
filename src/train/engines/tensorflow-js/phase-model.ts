import { valuesIn } from '../../../design/base/tensor-shape';
import type { OptimizerName } from '../../../design/config';
import type { PhaseGraph } from '../../compiler/phase-graph';
import { momentsOf } from '../../learning/optimizers';
import { floats, GraphNodes, shapeSetting, textSetting, typeSetting } from './graph-nodes';
import { OperationNodes } from './graph-operations';
import { optimizerNode, stepNumberNames } from './optimizer-nodes';
import { savedModel } from './saved-model';
import { DataType } from './tensorflow_pb';

/** What stays in a session from run to run. */
export interface SessionVariable {
  readonly shape: readonly number[];
  /** Gives its values where it is fetched. */
  readonly read: string;
  /** Is fed its values, which it takes where `begun` is fetched. */
  readonly set: string;
}

/** A phase of training as a TensorFlow saved model. Nodes are fed and fetched by their names. */
export interface PhaseModel {
  /** `saved_model.pb`, of the tag `train`; it has no variables' file. */
  readonly bytes: Uint8Array;
  /** By `layer/weight`. */
  readonly weights: ReadonlyMap<string, SessionVariable>;
  /** Of the trained weights, in the order of the optimiser's state. */
  readonly moments: readonly SessionVariable[];
  /** Gives something once all variables have what they were fed. */
  readonly begun: string;
  /** Gives the step's logits, once it was taken. */
  readonly step: string;
  /** Gives the logits as the network stands. */
  readonly answer: string;
}

const float = { dtype: typeSetting(DataType.DT_FLOAT) };

/** Writes a phase's graph, with an optimiser's changes, as TensorFlow runs it in a session. */
export function phaseModel(phase: PhaseGraph, optimizer: OptimizerName): PhaseModel {
  const graph = new GraphNodes();
  const assigned: string[] = [];
  const handles = new Map<string, string>();
  const variable = (name: string, shape: readonly number[]): SessionVariable => {
    const handle = variableNode(graph, name, shape);
    const set = graph.add('Placeholder', [], { ...float, shape: shapeSetting(shape) });
    // What is fed lies in JavaScript's memory: a variable that kept it would let it go on a thread of TensorFlow's, where
    // JavaScript's memory may not be touched.
    const own = graph.add('DeepCopy', [set], floats);
    assigned.push(graph.add('AssignVariableOp', [handle, own], float));
    handles.set(name, handle);
    // The one place that reads it: a step reads before it changes anything.
    return { shape, set, read: graph.add('ReadVariableOp', [handle], float) };
  };
  const weights = new Map(
    [...phase.variables].map(([name, { shape }]) => [name, variable(name, shape as readonly number[])]),
  );
  const nodes = new OperationNodes(graph, (name) => weights.get(name)?.read ?? '');
  for (const operation of phase.operations) nodes.write(operation);
  for (const name of stepNumberNames)
    graph.add('Placeholder', [], { ...float, shape: shapeSetting([]) }, name);

  const handleOf = (name: string): string => handles.get(name) ?? '';
  const changed = [...phase.changes].map(([name, value]) =>
    graph.add('AssignVariableOp', [handleOf(name), nodes.nameOf(value)], float),
  );
  const moments: SessionVariable[] = [];
  for (const [name, slope] of phase.slopes) {
    const { shape } = slope;
    const names = momentsOf(optimizer).map((moment) => `${name}/${moment}`);
    for (const moment of names) moments.push(variable(moment, shape as readonly number[]));
    const more =
      optimizer === 'rmsprop' ? [unusedMoment(graph, name, shape as readonly number[], assigned)] : [];
    const taken = { variable: handleOf(name), moments: [...names.map(handleOf), ...more] };
    changed.push(optimizerNode(graph, optimizer, { ...taken, slope: nodes.nameOf(slope) }));
  }
  const after = (done: readonly string[]) => done.map((node) => `^${node}`);
  const none = graph.constant(new Float32Array(1), [1]);
  const begun = graph.add('Identity', [none, ...after(assigned)], floats);
  const step = graph.add('Identity', [nodes.nameOf(phase.learning), ...after(changed)], floats);
  return { bytes: savedModel(graph), weights, moments, begun, step, answer: nodes.nameOf(phase.answer) };
}

/** @returns the node that stands for a variable where it is read or changed */
function variableNode(graph: GraphNodes, name: string, shape: readonly number[]): string {
  const named = { shared_name: textSetting(name), container: textSetting(''), shape: shapeSetting(shape) };
  return graph.add('VarHandleOp', [], { ...float, ...named });
}

/** TensorFlow's node of RMSprop keeps a velocity as well, which a momentum of 0 makes none of. */
function unusedMoment(graph: GraphNodes, name: string, shape: readonly number[], assigned: string[]): string {
  const handle = variableNode(graph, `${name}/velocity`, shape);
  const zeros = graph.constant(new Float32Array(valuesIn(shape)), shape);
  assigned.push(graph.add('AssignVariableOp', [handle, zeros], float));
  return handle;
}
