import { describe, expect, it } from 'vitest';
import { catalog, catalogBase } from '../../../src/catalog/catalog';
import { comesAsKerasWeights, comesAsWheel, publishedFileName } from '../../../src/catalog/catalog-base';
import imagenet from '../../../src/catalog/imagenet-classes.json';
import { placedWeights, writeLayersModel } from '../../../src/catalog/layers-model';
import type { NamedLayer } from '../../../src/catalog/named-layers';
import { mostBaseBytes } from '../../../src/disk/bases/base-look';

describe('the catalog', () => {
  it('has a name once, of letters that a file may name it by', () => {
    const names = catalog.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+(\.[0-9]+)?)*$/);
  });

  it('names 1,000 classes of ImageNet, each once', () => {
    expect(imagenet).toHaveLength(1000);
    expect(new Set(imagenet).size).toBe(1000);
  });

  it('has families that stand together, and lists what others are variants of', () => {
    const families = catalog.map(({ family }) => family);
    expect(families.filter((family, index) => family !== families[index - 1])).toHaveLength(
      new Set(families).size,
    );
    const variants = catalog.flatMap(({ variantOf }) => variantOf ?? []);
    expect(variants.filter((name) => catalogBase(name) === undefined)).toEqual([]);
  });

  describe.each(catalog.filter(comesAsWheel))('$name', ({ params, input, source, layers: number }) => {
    const layers = source.layers();

    it('has as many weights and layers as its card says', () => {
      const sizes = layers.flatMap(({ weights }) => weights.map(({ shape }) => product(shape)));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(params);
      expect(layers).toHaveLength(number);
    });

    it('is a chain of layers that stand after what they take', () => {
      const seen = new Set<string>();
      for (const { name, inbound } of layers) {
        expect(inbound.filter((before) => !seen.has(before))).toEqual([]);
        expect(seen).not.toContain(name);
        seen.add(name);
      }
    });

    it('takes each tensor of its source once', () => {
      const weights = layers.flatMap((layer) => layer.weights);
      expect(new Set(weights.map(({ source }) => source)).size).toBe(weights.length);
    });

    it('takes pictures of the size that its card says', () => {
      expect(layers[0]?.config).toMatchObject({ batch_input_shape: [null, ...input.size, 3] });
    });

    it('is pinned by hashes, at its source and as it is made', () => {
      expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(source.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    });
  });
});

describe('the files that Keras publishes', () => {
  const bases = catalog.filter(comesAsKerasWeights);
  const applications = 'https://storage.googleapis.com/tensorflow/keras-applications';
  const kernels = 'weights_tf_dim_ordering_tf_kernels';
  /** As keras.applications forms them: the address without its ending, and how the one without a classifier ends. */
  const documented: Readonly<Record<string, readonly [RegExp, string]>> = {
    'MobileNet V1': [/^\/mobilenet\/mobilenet_(1_0|7_5|5_0|2_5)_(224|192|160|128)_tf$/, '_no_top'],
    'MobileNet V2': [
      new RegExp(
        `^/mobilenet_v2/mobilenet_v2_${kernels}_(0\\.35|0\\.5|0\\.75|1\\.0|1\\.3|1\\.4)_(96|128|160|192|224)$`,
      ),
      '_no_top',
    ],
    'MobileNet V3': [
      /^\/mobilenet_v3\/weights_mobilenet_v3_(small|large)(_224_(0\.75|1\.0)|_minimalistic_224_1\.0)_float$/,
      '_no_top_v2',
    ],
    'EfficientNet V2': [/^\/efficientnet_v2\/efficientnetv2-(b[0-3]|[sml])$/, '_notop'],
    NASNet: [/^\/nasnet\/NASNet-(mobile|large)$/, '-no-top'],
    DenseNet: [new RegExp(`^/densenet/densenet(121|169|201)_${kernels}$`), '_notop'],
    ResNet: [new RegExp(`^/resnet/resnet(50|101|152)_${kernels}$`), '_notop'],
    'ResNet V2': [new RegExp(`^/resnet/resnet(50|101|152)v2_${kernels}$`), '_notop'],
    Inception: [new RegExp(`^/inception_v3/inception_v3_${kernels}$`), '_notop'],
    Xception: [new RegExp(`^/xception/xception_${kernels}$`), '_notop'],
    ConvNeXt: [/^\/convnext\/convnext_(tiny|small|base|large)$/, '_notop'],
    VGG: [new RegExp(`^/(vgg16/vgg16|vgg19/vgg19)_${kernels}$`), '_notop'],
  };

  it.each(Object.entries(documented))(
    'have addresses of the documented form: %s',
    (family, [form, ending]) => {
      const of = bases.filter((base) => base.family === family);
      expect(of.length).toBeGreaterThan(0);
      for (const { name, source } of of) {
        expect(source.address.startsWith(applications), name).toBe(true);
        const [file = '', ...others] = source.address.slice(applications.length).split(/\.h5$/);
        expect(others, name).toEqual(['']);
        const isWhole = source.part === 'top';
        expect(file.endsWith(ending), name).toBe(!isWhole);
        expect(isWhole ? file : file.slice(0, -ending.length), name).toMatch(form);
      }
    },
  );

  it('have addresses of the documented form: EfficientNet, which lies elsewhere', () => {
    const of = bases.filter((base) => base.family === 'EfficientNet');
    expect(of).toHaveLength(16);
    for (const { name, source } of of) {
      const number = name.slice('efficientnet-b'.length, 'efficientnet-b'.length + 1);
      const ending = source.part === 'top' ? '' : '_notop';
      expect(source.address).toBe(
        `https://storage.googleapis.com/keras-applications/efficientnetb${number}${ending}.h5`,
      );
    }
  });

  it('have each an address, a name of a file and a hash of their own', () => {
    const addresses = bases.map(({ source }) => source.address);
    const hashes = bases.flatMap(({ source }) => source.hash?.digits ?? []);
    for (const values of [addresses, bases.map(publishedFileName), hashes])
      expect(new Set(values).size).toBe(values.length);
  });

  it('have a hash, but for those of the first two MobileNets', () => {
    const unstated = bases.filter(({ source }) => source.hash === undefined);
    expect(new Set(unstated.map(({ family }) => family))).toEqual(new Set(['MobileNet V1', 'MobileNet V2']));
    for (const { hash } of bases.map(({ source }) => source).filter((source) => source.hash !== undefined))
      expect(`${hash?.algorithm} ${hash?.digits}`).toMatch(/^(md5 [0-9a-f]{32}|sha256 [0-9a-f]{64})$/);
  });

  it('come with and without the classifier, which makes the one without smaller', () => {
    for (const base of bases.filter(({ source }) => source.part === 'top')) {
      const without = catalogBase(`${base.name}-no-top`);
      expect(without?.variantOf, base.name).toBe(base.name);
      expect(without?.classes, base.name).toBeUndefined();
      expect(base.classes, base.name).toBe('imagenet');
      expect(without?.params, base.name).toBeLessThan(base.params);
    }
  });

  it('are small enough to be read', () => {
    for (const { name, source } of bases) expect(source.bytes, name).toBeLessThan(mostBaseBytes);
  });
});

describe('a LayersModel of named layers', () => {
  const layers: readonly NamedLayer[] = [
    {
      name: 'in',
      className: 'InputLayer',
      config: { batch_input_shape: [null, 2] },
      inbound: [],
      weights: [],
    },
    {
      name: 'dense',
      className: 'Dense',
      config: { units: 3 },
      inbound: ['in'],
      weights: [{ name: 'kernel', shape: [2, 3], source: 'fc.weight', axes: [1, 0] }],
    },
  ];
  const tensor = (shape: readonly number[]) => ({
    shape,
    values: () => Float32Array.from({ length: product(shape) }, (_, index) => index),
  });

  it('has the weights of its source with their axes exchanged', () => {
    const weights = placedWeights(layers, new Map([['fc.weight', tensor([3, 2])]])) ?? [];
    const { shard } = writeLayersModel('small', layers, weights, {});
    expect([...new Float32Array(new Uint8Array(shard.bytes).buffer)]).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it('is not made where the source lacks a weight or has it in another shape', () => {
    expect(placedWeights(layers, new Map())).toBeUndefined();
    expect(placedWeights(layers, new Map([['fc.weight', tensor([2, 3])]]))).toBeUndefined();
  });
});

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
