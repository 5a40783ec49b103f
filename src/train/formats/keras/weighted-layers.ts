import { layerType } from '../../../design/base/layer-types';
import {
  configOf,
  type Fields,
  isModel,
  layersOf,
  mostDepth,
  nameOf,
  tooDeep,
} from '../../network/written-model';

/** A tensor that a layer keeps. */
interface LayerWeight {
  /** `layer/weight`. */
  readonly name: string;
  /** Whether it is of the kind that training changes by its gradient; statistics are not. */
  readonly trains: boolean;
}

/** A layer of a Keras model, as far as where its weights lie depends on it. */
export interface WeightedLayer {
  readonly name: string;
  readonly className: string;
  /** Its own, in the order in which Keras keeps them. */
  readonly weights: readonly LayerWeight[];
  readonly isFrozen: boolean;
  /** Of a model in the model. */
  readonly layers: readonly WeightedLayer[] | undefined;
}

/** The layers of a model in the order in which it lists them. */
export function weightedLayers(model: Fields, depth = 0): readonly WeightedLayer[] {
  if (depth > mostDepth) throw tooDeep();
  return layersOf(model).map((layer) => {
    const config = configOf(layer);
    const name = nameOf(layer);
    const className = String(layer.class_name).replace(/^.*>/, '');
    return {
      name,
      className,
      weights: weightNames(className, config).map((weight) => ({
        name: `${name}/${weight}`,
        trains: !statistics.has(weight),
      })),
      isFrozen: config.trainable === false,
      layers: isModel(layer) ? weightedLayers(layer, depth + 1) : undefined,
    };
  });
}

/** The weights of a layer, and of those in it, in the order of Keras's HDF5: those that train, then the others. */
export function inOrderOfTraining(layer: WeightedLayer): readonly string[] {
  const { training, others } = sorted(layer);
  return [...training, ...others].map(({ name }) => name);
}

interface Sorted {
  readonly training: readonly LayerWeight[];
  readonly others: readonly LayerWeight[];
}

function sorted({ weights, layers, isFrozen }: WeightedLayer): Sorted {
  if (layers === undefined) {
    const trains = (weight: LayerWeight) => weight.trains && !isFrozen;
    return { training: weights.filter(trains), others: weights.filter((weight) => !trains(weight)) };
  }
  const parts = layers.map(sorted);
  const training = parts.flatMap((part) => part.training);
  const others = parts.flatMap((part) => part.others);
  return isFrozen ? { training: [], others: [...training, ...others] } : { training, others };
}

const statistics: ReadonlySet<string> = new Set([
  ...['moving_mean', 'moving_variance', 'mean', 'variance', 'count'],
]);

/**
 * What a layer of that class keeps, in the order in which it is made. One that is not known keeps nothing: it is an
 * operator, or leads to no output.
 */
function weightNames(className: string, config: Fields): readonly string[] {
  const { weights = [] } = layerType(className);
  if (className === 'Normalization') {
    return (config.mean ?? null) === null ? [...weights, 'count'] : [];
  }
  const without = new Set([
    config.use_bias === false ? 'bias' : '',
    config.scale === false ? 'gamma' : '',
    config.center === false ? 'beta' : '',
  ]);
  return weights.filter((weight) => !without.has(weight));
}
