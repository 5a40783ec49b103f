import type { CatalogBase, KerasWeightsBase, StatedHash } from './catalog-base';

/** What the networks of a family of Keras Applications have in common. */
export interface KerasFamily extends Pick<CatalogBase, 'family' | 'trainedOn' | 'licence' | 'attribution'> {
  readonly scale: CatalogBase['input']['scale'];
}

/** A number with the classifier, and without. */
type WithAndWithout<Value> = readonly [withTop: Value, withoutTop: Value];

export interface KerasApplication extends Pick<CatalogBase, 'name' | 'title' | 'variantOf'> {
  /** Of the file in `networks/` that has its layers; by default its name. */
  readonly network?: string;
  /** Height and width of the pictures, in pixels. */
  readonly size: number;
  /** In per cent of ImageNet's validation images, and whose figure it is. */
  readonly accuracy: number;
  readonly accuracyBy?: string;
  readonly addresses: WithAndWithout<string>;
  readonly hashes?: WithAndWithout<string>;
  readonly params: WithAndWithout<number>;
  readonly layers: WithAndWithout<number>;
}

export const kerasAddress = 'https://storage.googleapis.com/tensorflow/keras-applications';

/** The bases of a family: of each network both files that Keras publishes, with the classifier and without. */
export function kerasBases(
  family: KerasFamily,
  networks: readonly KerasApplication[],
): readonly KerasWeightsBase[] {
  return networks.flatMap((network) => withAndWithoutTop(family, network));
}

function withAndWithoutTop(
  { family, trainedOn, licence, attribution, scale }: KerasFamily,
  application: KerasApplication,
): readonly KerasWeightsBase[] {
  const { name, title, variantOf, size, accuracy, accuracyBy = 'keras.io' } = application;
  const { addresses, hashes, params, layers, network = name } = application;
  const made = (part: 0 | 1): KerasWeightsBase => ({
    name: part === 0 ? name : `${name}-no-top`,
    title: part === 0 ? title : `${title} without its classifier`,
    family,
    ...(part === 1 ? { variantOf: name } : variantOf === undefined ? {} : { variantOf }),
    trainedOn,
    accuracy: `${accuracy.toFixed(1)} % of ImageNet’s validation images (${accuracyBy}${part === 0 ? '' : ', with its classifier'})`,
    licence,
    attribution,
    input: { size: [size, size], resize: 'crop', scale },
    params: params[part],
    layers: layers[part],
    ...(part === 0 ? { classes: 'imagenet' } : {}),
    source: {
      kind: 'keras-weights',
      address: addresses[part],
      ...(hashes === undefined ? {} : { hash: statedHash(hashes[part]) }),
      bytes: params[part] * 4,
      network,
      part: part === 0 ? 'top' : 'noTop',
    },
  });
  return [made(0), made(1)];
}

/** Keras states md5 (32 digits) or sha256 (64). */
function statedHash(digits: string): StatedHash {
  return { algorithm: digits.length === 32 ? 'md5' : 'sha256', digits };
}

export const imageNet = 'ImageNet: 1.28 million photographs of 1,000 kinds of things';
