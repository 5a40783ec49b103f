import { TransferError } from '../../../design/transfer-error';
import { countText } from '../../../design/words/wording';
import { type Hdf5File, mostNames, shown } from './hdf5-file';
import { inOrderOfTraining, type WeightedLayer } from './weighted-layers';

/** Where in a file the weights of layers lie: paths by `layer/weight`. */
export type WeightPlaces = ReadonlyMap<string, string>;

/**
 * Finds the weights of a model, in whichever of Keras's two ways they are laid out.
 * @throws TransferError `base-weights` where they are not those of the model's layers
 */
export function findWeights(file: Hdf5File, layers: readonly WeightedLayer[]): WeightPlaces {
  const whole = file.has('/model_weights') ? '/model_weights' : '';
  const groups = allTexts(file, whole, 'layer_names');
  if (groups !== undefined) return inNamedGroups(file, whole, groups, layers);
  // Keras 2.12 called them so.
  const root = ['/layers', '/_layer_checkpoint_dependencies'].find((path) => file.has(path));
  if (root === undefined) {
    throw new TransferError(
      'base-weights',
      'The base cannot be used: its HDF5 holds no weights of layers as Keras writes them. Save the model again with Keras.',
    );
  }
  return inNumberedGroups(file, root, layers);
}

/**
 * Finds the weights of a model by their order alone, as Keras does it: the file was written by another version, which
 * gave other names.
 * @throws TransferError `base-weights` where there are not as many as the model's layers have
 */
export function weightsInOrder(file: Hdf5File, layers: readonly WeightedLayer[]): WeightPlaces {
  const whole = file.has('/model_weights') ? '/model_weights' : '';
  return inNamedGroups(file, whole, allTexts(file, whole, 'layer_names') ?? [], layers, 'order');
}

/** A list of names. Those that are too long for one attribute are continued in others: `layer_names0`, `layer_names1`, … */
function allTexts(file: Hdf5File, path: string, attribute: string): readonly string[] | undefined {
  const whole = file.texts(path, attribute);
  if (whole !== undefined) return whole;
  const parts: string[] = [];
  for (let count = 0; ; count += 1) {
    const part = file.texts(path, `${attribute}${count}`);
    if (part === undefined) return count === 0 ? undefined : parts;
    for (const text of part) parts.push(text);
    if (parts.length > mostNames) throw tooManyNames(attribute);
  }
}

function tooManyNames(attribute: string): TransferError {
  return new TransferError(
    'base-weights',
    `The base cannot be used: its attribute ${attribute} has more than ${mostNames} names. Check that it is a Keras model.`,
  );
}

/** Keras 1 and 2, and Keras 3 where it writes `.h5`: a group a layer, which lists its weights. */
function inNamedGroups(
  file: Hdf5File,
  root: string,
  groups: readonly string[],
  layers: readonly WeightedLayer[],
  by: 'name' | 'order' = 'name',
): WeightPlaces {
  const wanted = layers.flatMap((layer) => {
    const names = inOrderOfTraining(layer);
    return names.length > 0 ? [{ layer, names }] : [];
  });
  const listed = new Set(groups);
  const storedIn = (group: string) => allTexts(file, `${root}/${group}`, 'weight_names') ?? [];
  // Layers that were named anew since are those at the same places, as for Keras.
  const isByName = by === 'name' && wanted.every(({ layer }) => listed.has(layer.name));
  const holding = isByName
    ? wanted.map(({ layer }) => layer.name)
    : groups.filter((group) => storedIn(group).length > 0);
  if (holding.length !== wanted.length) {
    throw new TransferError(
      'base-weights',
      `The base's file has weights of ${countText(holding.length, 'layer')} where its network has ${wanted.length}. They do not belong together; save the model again.`,
    );
  }
  const places = new Map<string, string>();
  for (const [index, { layer, names }] of wanted.entries()) {
    const group = holding[index] ?? '';
    for (const [name, path] of paired(layer, names, storedIn(group), by))
      places.set(name, `${root}/${group}/${path}`);
  }
  return places;
}

/** Which of the stored names is which of a layer's weights: by the names, else by their order. */
function paired(
  layer: WeightedLayer,
  wanted: readonly string[],
  stored: readonly string[],
  by: 'name' | 'order',
): readonly (readonly [string, string])[] {
  const byEnd = placesByEnd(stored);
  const own = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  for (const ends of by === 'order' ? [] : [wanted, wanted.map(own)]) {
    const found = ends.map((end) => byEnd.get(end));
    const isEach = found.every((path) => path !== undefined && path !== 'several');
    if (isEach && new Set(found).size === found.length) {
      return wanted.map((name, index) => [name, found[index] ?? '']);
    }
  }
  if (wanted.length === stored.length) return wanted.map((name, index) => [name, stored[index] ?? '']);
  throw new TransferError(
    'base-weights',
    `The base's file holds ${countText(stored.length, 'tensor')} of weights for ${shown(layer.name)} (${layer.className}), which has ${wanted.length}. They do not belong together; save the model again.`,
  );
}

/** Of a name, between slashes: models within models within models. */
const mostParts = 20;

/** The names by all their ends, without the output's number; `several` where some have an end in common. */
function placesByEnd(stored: readonly string[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const path of stored) {
    const parts = path.replace(/:\d+$/, '').split('/').slice(-mostParts);
    for (const first of parts.keys()) {
      const end = parts.slice(first).join('/');
      places.set(end, places.has(end) ? 'several' : path);
    }
  }
  return places;
}

/** `.keras`: a group a layer, called by its type and how many of that type came before it, with its weights by number. */
function inNumberedGroups(file: Hdf5File, root: string, layers: readonly WeightedLayer[]): WeightPlaces {
  const places = new Map<string, string>();
  const groups = numberedGroups(layers);
  for (const [index, { name, className, weights, layers: inner }] of layers.entries()) {
    const group = `${root}/${groups[index]}`;
    if (inner !== undefined) {
      const below = ['layers', '_layer_checkpoint_dependencies'].find((path) => file.has(`${group}/${path}`));
      if (below === undefined) continue;
      for (const [weight, path] of inNumberedGroups(file, `${group}/${below}`, inner))
        places.set(weight, path);
      continue;
    }
    for (const [at, weight] of weights.entries()) {
      const path = `${group}/vars/${at}`;
      if (!file.has(path)) {
        throw new TransferError(
          'base-weights',
          `The base's file holds no weights ${shown(weight.name)} of ${shown(name)} (${className}). They do not belong together; save the model again.`,
        );
      }
      places.set(weight.name, path);
    }
    if (file.has(`${group}/vars/${weights.length}`) && weights.length > 0) {
      throw new TransferError(
        'base-weights',
        `The base's file holds more weights for ${shown(name)} (${className}) than it has. They do not belong together; save the model again.`,
      );
    }
  }
  return places;
}

/** What `.keras` calls the groups of layers that stand beside each other. */
export function numberedGroups(layers: readonly { readonly className: string }[]): readonly string[] {
  const counts = new Map<string, number>();
  return layers.map(({ className }) => {
    const kind = inSnakes(className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count === 0 ? kind : `${kind}_${count}`;
  });
}

/** As Keras turns the name of a class into one of a group. */
function inSnakes(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
