import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog, catalogBase } from '../../../../../src/catalog/catalog';
import {
  comesAsKerasWeights,
  type KerasWeightsBase,
  publishedFileName,
} from '../../../../../src/catalog/catalog-base';
import { declaredBy } from '../../../../../src/train/declared-input';
import {
  layersOfPublishedWeights,
  type PublishedNetwork,
  publishedNetwork,
} from '../../../../../src/train/formats/keras/published-weights';
import { inOrderOfTraining, weightedLayers } from '../../../../../src/train/formats/keras/weighted-layers';
import { readBase } from '../../../../../src/train/formats/read-base';
import { fieldsOf, inSnakeCase } from '../../../../../src/train/network/written-model';
import { writeWeights, writtenWeights } from '../../../../fixtures/keras-weights';
import { temporaryFolder } from '../../../disk/support/temporary-folder';

function named(name: string): KerasWeightsBase {
  const base = catalogBase(name);
  if (base === undefined || !comesAsKerasWeights(base)) throw new Error(`There is no ${name}.`);
  return base;
}

const small = named('mobilenet-v1-0.25-128');

function written(name: string, bytes: Buffer): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

async function refusal(file: string): Promise<string> {
  const error = await readBase(file).then(
    () => new Error('It was taken.'),
    (reason: unknown) => reason as Error & { code?: string },
  );
  return `${'code' in error ? error.code : ''}: ${error.message}`;
}

/** The weights of a network with something else in their place. */
async function changed(
  change: (weights: PublishedNetwork['weights']) => PublishedNetwork['weights'],
): Promise<string> {
  const { weights } = await publishedNetwork(small);
  return written(publishedFileName(small), await writeWeights(change(weights)));
}

describe('a file of weights as Keras publishes them', () => {
  it('is read into the layers of the catalog by the order of its tensors, whatever they are called', async () => {
    const file = written(publishedFileName(small), await writtenWeights(small));
    const { topology, weights, says } = await readBase(file);
    expect(topology.layers[0]?.config.batch_input_shape).toEqual([null, 128, 128, 3]);
    const stated = (await publishedNetwork(small)).weights;
    expect([...weights.values()].map(({ shape }) => shape)).toEqual(
      stated.flatMap(([, tensors]) => tensors.map(([, shape]) => shape)),
    );
    expect([...weights.keys()].slice(0, 3)).toEqual(['conv1/kernel', 'conv1_bn/gamma', 'conv1_bn/beta']);
    // A variance is what stands at a variance's place: the others are drawn around 0.
    const [variance, mean] = ['variance', 'mean'].map(
      (kind) => weights.get(`conv_pw_7_bn/moving_${kind}`)?.values ?? [],
    );
    expect(Math.min(...(variance ?? []))).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...(mean ?? []))).toBeLessThan(0.5);
    expect(declaredBy(says, 1000)).toMatchObject({
      input: { size: [128, 128], scale: '-1..1' },
      unusable: [],
    });
  });

  it('of the network without its classifier takes pictures of any size and names no classes', async () => {
    const base = named('mobilenet-v1-0.25-128-no-top');
    const { topology, says } = await readBase(written(publishedFileName(base), await writtenWeights(base)));
    expect(topology.layers[0]?.config.batch_input_shape).toEqual([null, null, null, 3]);
    expect(topology.layers.at(-1)?.name).toBe('conv_pw_13_relu');
    expect(declaredBy(says, null).classes).toBeUndefined();
  });

  it('that holds a wider network is refused with the first tensor that differs', async () => {
    const wide = await writtenWeights(named('mobilenet-v1-0.5'));
    expect(await refusal(written(publishedFileName(small), wide))).toMatch(
      /^base-weights: .* is named like the weights of MobileNet V1 0\.25 at 128×128, but where that has conv1\/kernel of the shape \[3,3,3,8\] it holds one of \[3,3,3,16\]: it is of another network/,
    );
  });

  it('that lacks a layer, or a tensor of one, is refused with the count', async () => {
    expect(await refusal(await changed((weights) => weights.slice(1)))).toMatch(
      /^base-weights: .*weights of 54 layers where its network has 55/,
    );
    const without = await changed((weights) =>
      weights.map(([layer, tensors], index) => [layer, index === 1 ? tensors.slice(1) : tensors]),
    );
    expect(await refusal(without)).toMatch(/^base-weights: .*holds 3 tensors of weights for "?conv1_bn/);
  });

  it('that is cut short is refused as damaged', async () => {
    const bytes = await writtenWeights(small);
    expect(await refusal(written(publishedFileName(small), bytes.subarray(0, 900_000)))).toMatch(
      /^base-damaged: /,
    );
  });

  it('by another name is told what is missing', async () => {
    expect(await refusal(written('mine.h5', await writtenWeights(small)))).toMatch(
      /does not say of which layers/,
    );
  });
});

describe('the networks that came along', () => {
  const networks = catalog.filter(comesAsKerasWeights).filter((base, index, all) => {
    const isSame = ({ source }: KerasWeightsBase) =>
      source.network === base.source.network && source.part === base.source.part;
    return all.findIndex(isSame) === index;
  });

  it.each(networks)('have the weights that the card says, in the order of the file: $name', async (base) => {
    const { model, weights } = await publishedNetwork(base);
    const sizes = weights.flatMap(([, tensors]) =>
      tensors.map(([, shape]) => shape.reduce((a, b) => a * b, 1)),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(base.params);
    // The layers tell which weights they have, and the file's are those, in that order.
    const told = weightedLayers(fieldsOf(inSnakeCase(model, 0)))
      .map(inOrderOfTraining)
      .filter((names) => names.length > 0)
      .map((names) => names.map((name) => name.slice(name.lastIndexOf('/') + 1)));
    expect(told).toEqual(weights.map(([, tensors]) => tensors.map(([name]) => name)));
    const { topology } = await layersOfPublishedWeights(base);
    expect(topology.layers.length).toBeGreaterThan(15);
  });
});
