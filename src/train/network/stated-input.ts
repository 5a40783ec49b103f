import { endsOf } from './layer-uses';
import {
  configOf,
  type Fields,
  isFields,
  isModel,
  layersOf,
  mostDepth,
  nameOf,
  notReadable,
  tooDeep,
} from './written-model';

interface StatedInput {
  /** For the input layer that a Sequential is given. */
  readonly name: string;
  /** With the batch axis; unchecked. */
  readonly shape: unknown;
}

/** The shape that a layer or a model says it takes, as it says it; of a model, what its first layer says. */
export function statedInput(layer: Fields, depth = 0): StatedInput | undefined {
  if (depth > mostDepth) throw tooDeep();
  const config = configOf(layer);
  const isInput = layer.class_name === 'InputLayer';
  const shape = config.batch_input_shape ?? config.batch_shape ?? withBatch(config.input_shape);
  if (shape !== undefined) return { name: isInput ? nameOf(layer) : `${nameOf(layer)}_input`, shape };
  const inner = isModel(layer) ? firstOf(layer) : undefined;
  const stated = inner && statedInput(inner, depth + 1);
  if (stated !== undefined) return stated;
  const built =
    config.build_input_shape ?? (isFields(layer.build_config) ? layer.build_config.input_shape : undefined);
  if (built === undefined) return undefined;
  return { name: `${inner ? nameOf(inner) : nameOf(layer)}_input`, shape: built };
}

function withBatch(shape: unknown): unknown {
  return Array.isArray(shape) ? [null, ...shape] : undefined;
}

/** The layer that a model's input goes through first. */
function firstOf(model: Fields): Fields | undefined {
  const layers = layersOf(model);
  if (model.class_name === 'Sequential') return layers[0];
  const [input] = endsOf(configOf(model).input_layers);
  return layers.find((layer) => nameOf(layer) === input?.layer);
}

/** Without the batch axis, which is the plan's to say: a network that was saved for batches of one takes any. */
export function shapeOf(written: unknown): (number | null)[] {
  const isEdge = (edge: unknown): edge is number | null =>
    edge === null || (typeof edge === 'number' && Number.isSafeInteger(edge) && edge > 0);
  if (!Array.isArray(written) || written.length < 2)
    throw notReadable('it does not say the shape of its input');
  const shape: unknown[] = written.slice(1);
  if (shape.length > 5 || !shape.every(isEdge))
    throw notReadable('the shape of its input is none that a picture has');
  return shape.filter(isEdge);
}
