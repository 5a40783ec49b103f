import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SourceTensor } from '../../../../../src/catalog/source-tensor';
import { recognisedNetwork } from '../../../../../src/train/formats/pytorch/recognised-network';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** Names and shapes of the tensors of real networks; those of timm have `timm/` before their names. */
const real = JSON.parse(
  gunzipSync(
    readFileSync(path.resolve(import.meta.dirname, '../../../../fixtures/pytorch-networks/tensors.json.gz')),
  ).toString(),
) as Readonly<Record<string, Shapes>>;

const sizeOf = (shape: readonly number[]) => shape.reduce((product, edge) => product * edge, 1);

/** Tensors of nothing but zeros. */
function tensorsOf(shapes: Shapes): Map<string, SourceTensor> {
  const tensor = (shape: readonly number[]) => ({ shape, values: () => new Float32Array(sizeOf(shape)) });
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, tensor(shape)]));
}

const recognised = (shapes: Shapes, file = 'net.pth') =>
  recognisedNetwork(`/home/${file}`, tensorsOf(shapes));

const without = (shapes: Shapes, ...beginnings: readonly string[]): Shapes =>
  Object.fromEntries(
    Object.entries(shapes).filter(([name]) => !beginnings.some((beginning) => name.startsWith(beginning))),
  );

/** What the published network of that name is called here. */
const names: Readonly<Record<string, string>> = { 'timm/mobilenetv2_100': 'mobilenet_v2' };
const nameOf = (network: string) => names[network] ?? network.replace('timm/', '');

/** What the names of tensors behind the features begin with. */
const headOf = (shapes: Shapes) =>
  ['fc.', 'classifier.', 'head.fc.'].filter((head) =>
    Object.keys(shapes).some((name) => name.startsWith(head)),
  );

const fileOf = (network: string) => `${nameOf(network)}-0676ba61.pth`;

it.each(Object.keys(real))('the tensors of %s are recognised, each in its place', (network) => {
  const shapes = real[network] as Shapes;
  const { name, topology, weights } = recognised(shapes, fileOf(network));
  expect(name).toBe(nameOf(network));
  const sizes = Object.entries(without(shapes, 'AuxLogits.')).flatMap(([tensor, shape]) =>
    tensor.endsWith('num_batches_tracked') ? [] : [sizeOf(shape)],
  );
  expect([...weights.values()].map(({ shape }) => sizeOf(shape)).sort()).toEqual(sizes.sort());
  const layers = new Set<string>();
  const early = topology.layers.flatMap(({ name: layer, inbound }) => {
    const unknown = inbound.filter((before) => !layers.has(before));
    layers.add(layer);
    return unknown;
  });
  expect(early).toEqual([]);
  expect(layers.size).toBe(topology.layers.length);
  expect([...weights.keys()].filter((weight) => !layers.has(weight.replace(/\/[^/]*$/, '')))).toEqual([]);
});

describe.each([
  ...['resnet18', 'mobilenet_v2', 'mobilenet_v3_small', 'efficientnet_b0', 'vgg16', 'densenet121'],
  ...['inception_v3', 'convnext_tiny', 'timm/convnext_tiny', 'timm/vgg16', 'timm/mobilenetv4_conv_small'],
  'timm/mobilenetv3_small_100',
])("somebody's own %s", (network) => {
  const shapes = without(real[network] as Shapes, 'AuxLogits.');
  const features = without(shapes, ...headOf(shapes));

  it('is recognised with another number of classes', () => {
    const own = Object.entries(shapes).map(([name, shape]) => [
      name,
      shape[0] === 1000 ? [7, ...shape.slice(1)] : shape,
    ]);
    const { topology } = recognised(Object.fromEntries(own), fileOf(network));
    expect(topology.layers.at(-1)).toMatchObject({ className: 'Dense', config: { units: 7 } });
  });

  it('is recognised without a classifier', () => {
    const { topology } = recognised(features, fileOf(network));
    expect(topology.name).toBe(nameOf(network));
    expect(topology.layers.some(({ config }) => config.units === 1000)).toBe(false);
  });

  it('is recognised with a classifier of several layers, which is left out', () => {
    const [head = ''] = headOf(shapes);
    const several = { ...features, [`${head}0.1.weight`]: [64, 512], [`${head}9.1.weight`]: [7, 64] };
    expect(recognised(several, fileOf(network)).topology.name).toBe(
      `${nameOf(network)} without its classifier`,
    );
  });
});

describe('tensors of one name and shape in several architectures', () => {
  const shapes = real['timm/efficientnet_b0'] as Shapes;

  it('are taken for the one that the file is named after', () => {
    expect(recognised(shapes, 'efficientnet_b0_ra-3dd342df.pth').name).toBe('efficientnet_b0');
    expect(recognised(shapes, 'tf_efficientnet_b0_aa-827b6e33.pth').name).toBe('tf_efficientnet_b0');
  });

  it('are taken for the one that the folder is named after', () => {
    expect(recognised(shapes, 'tf_efficientnet_b0.ns_jft_in1k/model.safetensors').name).toBe(
      'tf_efficientnet_b0',
    );
  });

  it('are refused where no name tells, with what to do', () => {
    expect(() => recognised(shapes, 'best.pth')).toThrow(
      /fit efficientnet_b0 and tf_efficientnet_b0\..* at the edges .*name of the file or of its folder/,
    );
  });

  it('are computed with other paddings and another epsilon', () => {
    const [one, other] = ['efficientnet_b0', 'tf_efficientnet_b0'].map((name) => {
      const { layers } = recognised(shapes, `${name}.pth`).topology;
      const { padding, strides } = layers.find(({ name: layer }) => layer === 'conv_stem')?.config ?? {};
      return { padding, strides, epsilon: layers.find(({ name: layer }) => layer === 'bn1')?.config.epsilon };
    });
    expect(one).toEqual({ padding: 'valid', strides: [2, 2], epsilon: 1e-5 });
    expect(other).toEqual({ padding: 'same', strides: [2, 2], epsilon: 1e-3 });
  });
});

describe('names of tensors', () => {
  const shapes = real.resnet18 as Shapes;
  const renamed = (change: (name: string) => string): Shapes =>
    Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [change(name), shape]));

  it.each(['module.', 'model.', 'model.backbone.'])('may all begin with %s', (wrapping) => {
    const { topology, weights } = recognised(renamed((name) => wrapping + name));
    expect(topology.name).toBe('resnet18');
    expect(weights.has('layer1.0.conv1/kernel')).toBe(true);
  });

  it('may have the dots that files of an older torchvision have', () => {
    const old = Object.fromEntries(
      Object.entries(real.densenet121 as Shapes).map(([name, shape]) => [
        name.replace(/(denselayer\d+\.(?:norm|conv))(\d)/, '$1.$2'),
        shape,
      ]),
    );
    expect(Object.keys(old).some((name) => name.includes('.norm.1.'))).toBe(true);
    expect(recognised(old).name).toBe('densenet121');
  });

  it('may lack the counters of batches', () => {
    const bare = Object.fromEntries(
      Object.entries(shapes).filter(([name]) => !name.endsWith('num_batches_tracked')),
    );
    expect(recognised(bare).name).toBe('resnet18');
  });
});

describe('weights that fit no known network are refused with what is known of them', () => {
  const shapes = real.resnet50 as Shapes;
  const refusal = (tensors: Shapes): string => {
    try {
      recognised(tensors);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'none';
  };

  it('where one is missing', () => {
    expect(refusal(without(shapes, 'layer3.4.conv2.'))).toMatch(
      /nearest is resnet50, into which 266 of the 266 fit: "layer3\.4\.conv2\.weight" missing\./,
    );
  });

  it('where some are of another shape', () => {
    expect(refusal({ ...shapes, 'layer2.1.conv2.weight': [128, 4, 3, 3] })).toMatch(
      /nearest is resnet50, .*: "layer2\.1\.conv2\.weight" is 128 × 4 × 3 × 3 where \? × 128 × 3 × 3 is needed/,
    );
  });

  it('where there are more than it has', () => {
    expect(refusal({ ...shapes, 'layer1.0.se.fc.weight': [4, 4] })).toMatch(
      /nearest is resnet50, .*: "layer1\.0\.se\.fc\.weight" left over/,
    );
  });

  it('where none is near', () => {
    const message = refusal({ 'encoder.weight': [4, 4], 'decoder.weight': [4, 4] });
    expect(message).toMatch(/2 tensors, the first is "encoder\.weight".* Known are ResNet, MobileNetV2, /);
    expect(message).not.toContain('nearest');
  });

  it('in a few words, whatever names are in the file', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`layer${at}.\n${'x'.repeat(500)}.weight`, [1]]),
    );
    const message = refusal({ ...shapes, ...many });
    expect(message.length).toBeLessThan(1500);
    expect(message).not.toContain('\n');
  });
});

describe('the first layer behind features that are flattened', () => {
  it('has its rows in the order of pixels, where PyTorch has them in the order of channels', async () => {
    const vgg = tensorsOf(real.vgg16 as Shapes);
    const kernel = 'classifier.0.weight';
    const [units = 0, inputs = 0] = vgg.get(kernel)?.shape ?? [];
    // Each value is the number of its column in the file: channel by channel, 49 pixels each.
    vgg.set(kernel, {
      shape: [2, inputs],
      values: () => Float32Array.from({ length: 2 * inputs }, (_, at) => at % inputs),
    });
    vgg.set('classifier.0.bias', { shape: [2], values: () => new Float32Array(2) });
    vgg.set('classifier.3.weight', { shape: [units, 2], values: () => new Float32Array(2 * units) });
    const placed = recognisedNetwork('/home/vgg16.pth', vgg).weights.get('classifier.0/kernel');
    expect(placed?.shape).toEqual([inputs, 2]);
    const rows = (await placed?.read()) ?? [];
    // The second channel of the first pixel, and the first channel of the second.
    expect([rows[0], rows[2 * 1], rows[2 * 512]]).toEqual([0, 49, 1]);
  });
});
