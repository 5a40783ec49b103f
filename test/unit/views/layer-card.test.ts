import { describe, expect, it } from 'vitest';
import type { Project, ProjectFacts } from '../../../src/launch/project/project';
import type { LayerCard } from '../../../src/shared/layer-card';
import { layerCard } from '../../../src/views/layer-card';
import { GraphBuilder, inception } from '../../fixtures/layer-graphs';
import { after, header, project } from '../language/support/project';

function cardOf(text: string, layers: readonly string[], facts: ProjectFacts = {}): LayerCard {
  const given: Project = project(text, facts);
  const card = layerCard(given, layers, (edits) => project(after(text, edits), facts));
  if (card === null) throw new Error('There is no card.');
  return card;
}

const factsOf = (card: LayerCard) => Object.fromEntries(card.facts.map(({ term, words }) => [term, words]));

describe('the card of a layer', () => {
  it('tells its type, shapes, weights, work and how often a run computes it', () => {
    expect(factsOf(cardOf(header, ['conv2']))).toEqual({
      Type: 'Conv2D',
      In: '32 × 32 × 16 from pool1',
      Out: '32 × 32 × 32',
      Weights: '4,640, as kernel 3 × 3 × 16 × 32 and bias 32',
      'Multiply-adds': '4,718,592 an image',
      Time: "40 % of the network's, by its multiply-adds",
      'In a run': 'computed once an image, and kept',
    });
  });

  it('tells its settings in words, without those that are as usual', () => {
    const builder = new GraphBuilder().conv('conv1', 8).average('pool').dense('classes', 4);
    const graph = builder.graph();
    const settings = {
      ...{ filters: 8, kernel_size: [3, 3], strides: [2, 2], padding: 'same', use_bias: false },
      ...{ data_format: 'channels_last', dilation_rate: [1, 1], activation: 'linear' },
    };
    const layers = graph.layers.map((layer) => (layer.name === 'conv1' ? { ...layer, settings } : layer));
    const card = cardOf(header, ['conv1'], { graph: { ...graph, layers } });
    expect(factsOf(card).Settings).toBe(
      'filters 8, kernel size 3 × 3, strides 2 × 2, padding same, use bias no',
    );
  });

  it('adds up the layers of a block', () => {
    const facts = factsOf(cardOf(header, ['conv2', 'bn2', 'relu2', 'pool2']));
    expect(facts.Layers).toBe('4: 1 Conv2D, 1 BatchNormalization, 1 ReLU and 1 MaxPooling2D');
    expect(facts).toMatchObject({ In: '32 × 32 × 16 from pool1', Out: '16 × 16 × 32', Weights: '4,768' });
  });

  it('says that a layer after the cut is not used, and of a new one what it is given', () => {
    const text = `${header}cut: pool2\n`;
    expect(factsOf(cardOf(text, ['dense1']))['In a run']).toBe('not used: it lies after the cut');
    expect(cardOf(text, ['dense1']).train.words).toBe(
      'It lies after the cut, so it is neither frozen nor trained.',
    );
    const head = cardOf(text, ['head_classes']);
    expect(factsOf(head)).toMatchObject({ In: '8192 from head_pool', 'In a run': 'computed in every epoch' });
    expect(head.cut).toEqual({
      layer: null,
      words: 'It is part of the new head, which stands on the cut.',
    });
  });
});

describe('what follows from a cut', () => {
  it('is what the design makes of the file that is cut there', () => {
    const { cut } = cardOf(header, ['pool2']);
    const { plan } = project(`${header}cut: pool2\n`).result;
    expect(cut.layer).toBe('pool2');
    expect(cut.words).toBe(
      '11 layers of the base fall away; the head gets 8,192 features an image; 24,579 weights train, 82 % of all.',
    );
    expect(plan?.trainableParams).toBe(24_579);
  });

  it('is offered neither where the base is cut already nor where it can’t be', () => {
    expect(cardOf(`${header}cut: pool2\n`, ['pool2']).cut).toMatchObject({
      layer: null,
      words: expect.stringMatching(/^The base is cut here: the head gets 8,192 features an image;/),
    });
    expect(cardOf(header, ['mixed1_a'], { graph: inception() }).cut).toEqual({
      layer: null,
      words: "The base can't be cut after `mixed1_a`: other layers' outputs pass beside it.",
    });
  });
});

describe('what follows from training from a layer on', () => {
  it('is what the design makes of the file that trains from there', () => {
    const { train } = cardOf(header, ['conv3', 'bn3', 'relu3', 'pool3']);
    const { plan } = project(`${header}freeze: { through: pool2 }\n`).result;
    expect(train.layer).toBe('pool2');
    expect(train.words).toBe(
      `4 layers with weights stay frozen; ${plan?.trainableParams.toLocaleString('en-US')} weights train, 99 % of all.`,
    );
  });

  it('says with which layer it begins where others run beside', () => {
    const { train } = cardOf(header, ['mixed2_b1'], { graph: inception() });
    expect(train.layer).toBe('mixed1');
    expect(train.words).toMatch(
      /^Training begins with `mixed2_a`, beside it\. 5 layers with weights stay frozen/,
    );
  });

  it('is offered neither where training begins already nor where there is nothing to train', () => {
    expect(cardOf(`${header}freeze: { through: pool2 }\n`, ['conv3']).train).toMatchObject({
      layer: null,
      words: expect.stringMatching(/^Training begins here: [\d,]+ weights train/),
    });
    expect(cardOf(header, ['pool2']).train.words).toBe(
      'It has no weights, so there is nothing to freeze or train.',
    );
    expect(cardOf(header, ['head_classes']).train.words).toBe('It is new, and trains in any case.');
  });
});

it('is none for layers that are not there', () => {
  expect(layerCard(project(header), ['conv9'], () => project(header))).toBeNull();
  expect(
    layerCard(project('version: 1\n', { graph: undefined } as never), ['conv1'], () => project('')),
  ).toBeNull();
});
