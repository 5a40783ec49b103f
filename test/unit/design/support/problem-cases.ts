import type { ScaleName } from '../../../../src/design/config';
import type { DatasetFacts, FolderLook } from '../../../../src/design/dataset-facts';
import type { planProblems } from '../../../../src/design/problems/plan-problems';
import type { ScaleMeasurement } from '../../../../src/design/scale-measurement';
import { dataset, filesIn, folder } from '../../../fixtures/folder-facts';
import { demoLike, GraphBuilder, inception, residual } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';
import { oddAs } from '../../../fixtures/odd-findings';
import { header, type Known } from './designed';

export interface ProblemCase {
  readonly text: string;
  readonly known?: Known;
  /** What is known after a fix, where that makes a difference. */
  readonly afterwards?: Known;
}

const found = (facts: ReturnType<typeof folder>): FolderLook => ({ found: true, facts });
const missing = (path: string, ...near: readonly string[]): FolderLook => ({
  ...{ found: false, path, reason: 'missing' },
  ...(near.length > 0 && { near }),
});
const beside = (path: string, classes: Record<string, number>) => found(folder(classes, { path }));
const animals = { cats: 40, dogs: 40, neither: 20 };
const train = found(folder(animals));
/** Training images at these places, each thirty times. */
const lying = (...files: readonly string[]): DatasetFacts => ({
  train: found(
    filesIn(
      '/home/me/images',
      files.flatMap((file) => Array.from({ length: 30 }, (_, copy) => `${file}-${copy}.png`)),
    ),
  ),
});
const grouped = (pattern: string, groups: Record<string, number>, images = 100): DatasetFacts => ({
  train,
  groups: {
    pattern,
    classes: Object.entries(groups).map(([name, number]) => ({ name, groups: number })),
    grouped: images,
  },
});
const settings = (...lines: readonly string[]) => `${header}${lines.join('\n')}\n`;
const images = (...lines: readonly string[]) => `${header}${lines.map((line) => `  ${line}`).join('\n')}\n`;
const phases = (...lines: readonly string[]) =>
  `${header}train:\n  phases:\n${lines.map((line) => `    - { ${line} }`).join('\n')}\n`;
const undeclared = 'base: demo\ndataset:\n  path: images\n';
const manyImages = dataset({ cats: 5_000, dogs: 5_000 });
const anySize = (size: number | null) =>
  new GraphBuilder([size, size, 3]).conv('conv1', 4).average('pool').dense('out', 5);
const unscaled = demoLike({ input: {} });
/** A measurement in which one scale fits and the others do not. */
const fitting = (scale: ScaleName): ScaleMeasurement => ({
  fingerprint: unscaled.fingerprint,
  pictures: 16,
  trials: (['-1..1', '0..1', '0..255', 'torch', 'caffe'] as const).map((one) => ({
    scale: one,
    shift: one === scale ? 0.03 : 0.9,
  })),
});
const grey = new GraphBuilder([28, 28, 1]).conv('conv1', 4).average('pool').dense('out', 5);
const wide = new GraphBuilder([256, 256, 3]).conv('conv1', 8).pool('pool1').flatten('flat').dense('out', 5);

/** A graph as no inspection gives one: looking at its layers throws. */
const faulty = Object.defineProperty(demoLike(), 'layers', {
  get: () => {
    throw new TypeError('one.two is not a function');
  },
});

/** For each problem of the design the least that raises it. */
export const problemCases: Readonly<Record<keyof typeof planProblems, ProblemCase>> = {
  'internal-fault': { text: header, known: { graph: faulty } },
  'path-not-expanded': {
    text: header.replace('path: images', 'path: ~/images'),
    known: { dataset: { train: missing('/home/me/project/~/images') }, home: '/home/me' },
    afterwards: {},
  },
  'images-at-address': {
    text: header.replace('path: images', 'path: gs://bucket/images'),
    known: { dataset: { train: missing('/home/me/project/gs:/bucket/images') } },
  },
  'images-not-fetched': {
    text: header.replace('path: images', 'path: s3://bucket/images'),
    known: { dataset: { train: { found: false, path: 's3://bucket/images', reason: 'not fetched' } } },
  },
  'images-not-compared': {
    text: header.replace('path: images', 'path: s3://bucket/images'),
    known: {
      dataset: {
        ...dataset(animals),
        notCompared:
          'The bucket pictures does not answer (ENOTFOUND). Check the network, then try again: what was finished is kept.',
      },
    },
  },
  'backslashes-in-path': {
    text: header.replace('path: images', 'path: data\\images'),
    known: { dataset: { train: missing('/home/me/data\\images') } },
    afterwards: {},
  },
  'dataset-not-found': {
    text: header,
    known: { dataset: { train: missing('/home/me/images', 'pictures') } },
    afterwards: {},
  },
  'folder-too-large': {
    text: header,
    known: {
      dataset: {
        train: {
          ...{ found: false, path: '/', reason: 'too large' },
          detail: 'more than 100,000 files that are no pictures',
        },
      },
    },
  },
  'folder-not-looked-at': {
    text: header,
    known: { dataset: { train: { found: false, path: '/home/me/images', reason: 'outside' } } },
  },
  'folders-are-split': {
    text: header,
    known: {
      dataset: lying(
        'train/cats/1.png',
        'train/dogs/2.png',
        'val/cats/3.png',
        'val/dogs/4.png',
        'test/cats/5.png',
      ),
    },
    afterwards: {
      dataset: {
        train,
        validation: beside('/home/me/images/val', animals),
        test: beside('/home/me/images/test', animals),
      },
    },
  },
  'classes-lie-deeper': {
    text: header,
    known: { dataset: lying('dataset/cats/1.png', 'dataset/dogs/2.png') },
    afterwards: { dataset: dataset(animals) },
  },
  'labels-in-table': {
    text: header,
    known: { dataset: { train: found(folder({}, { looseImages: 120, tables: ['labels.csv'] })) } },
  },
  'split-inside-classes': {
    text: header,
    known: {
      dataset: lying('cats/train/1.png', 'cats/test/2.png', 'dogs/train/3.png', 'dogs/test/4.png'),
    },
  },
  'classes-hold-folders': {
    text: header,
    known: {
      dataset: lying(
        'animals/cats/1.png',
        'animals/dogs/2.png',
        'vehicles/buses/3.png',
        'vehicles/cars/4.png',
      ),
    },
  },
  'dataset-empty': { text: header, known: { dataset: dataset({ cats: 0, dogs: 0 }) } },
  'one-class': { text: header, known: { dataset: dataset({ cats: 40 }) } },
  'class-not-on-disk': { text: images('classes: [cats, dog, neither]') },
  'classes-not-listed': { text: images('classes: [cats, dogs]') },
  'class-without-images': { text: header, known: { dataset: dataset({ ...animals, mice: 0 }) } },
  'class-with-one-image': { text: header, known: { dataset: dataset({ ...animals, mice: 1 }) } },
  'class-with-one-group': {
    text: images('groupBy: "^(.*)-"'),
    known: { dataset: grouped('^(.*)-', { cats: 12, dogs: 9, neither: 1 }) },
  },
  'nothing-to-validate': { text: header, known: { dataset: dataset({ cats: 1, dogs: 1, neither: 1 }) } },
  'pattern-matches-nothing': {
    text: images('groupBy: "^(.*)_"'),
    known: { dataset: grouped('^(.*)_', animals, 0) },
  },
  'pattern-too-slow': {
    text: images('groupBy: "^(a+)+$"'),
    known: {
      dataset: {
        train,
        groups: {
          pattern: '^(a+)+$',
          problem:
            'The pattern of `dataset.groupBy`, ^(a+)+$, takes more than 2 seconds on the names of the images. Write it without a repetition inside a repetition, such as `(a+)+`.',
        },
      },
    },
  },
  'imbalance-weighted': { text: header, known: { dataset: dataset({ cats: 90, dogs: 40, neither: 30 }) } },
  'imbalance-not-weighted': {
    text: settings('train:', '  classWeights: off'),
    known: { dataset: dataset({ cats: 90, dogs: 40, neither: 30 }) },
  },
  'class-weight-of-no-class': { text: settings('train:', '  classWeights: { cat: 2 }') },
  'no-class-for-the-rest': { text: header, known: { dataset: dataset({ cats: 40, dogs: 40 }) } },
  'loose-images': {
    text: header,
    known: { dataset: { train: found(folder(animals, { looseImages: 3 })) } },
  },
  'odd-files': {
    text: header,
    known: {
      dataset: {
        train: found(
          folder(animals, {
            oddFiles: [
              { file: 'cats/notes.txt', reason: 'not an image' },
              { file: 'dogs/rex.tiff', reason: 'unsupported format' },
            ],
          }),
        ),
      },
    },
  },
  'odd-pictures': { text: header, known: { dataset: { train }, odd: oddAs() } },
  'validation-not-found': {
    text: images('validation: held-out'),
    known: { dataset: { train, validation: missing('/home/me/held-out', 'held_out') } },
    afterwards: {},
  },
  'validation-empty': {
    text: images('validation: held-out'),
    known: { dataset: { train, validation: beside('/home/me/held-out', { cats: 0 }) } },
  },
  'validation-shares-training': {
    text: images('validation: images'),
    known: { dataset: { train, validation: train } },
  },
  'validation-lacks-classes': {
    text: images('validation: held-out'),
    known: { dataset: { train, validation: beside('/home/me/held-out', { cats: 5, dogs: 5 }) } },
  },
  'validation-has-other-classes': {
    text: images('validation: held-out'),
    known: { dataset: { train, validation: beside('/home/me/held-out', { ...animals, mice: 5 }) } },
  },
  'test-not-found': {
    text: images('test: images-test'),
    known: { dataset: { train, test: missing('/home/me/images-test', 'test-images') } },
    afterwards: {},
  },
  'test-empty': {
    text: images('test: images-test'),
    known: { dataset: { train, test: beside('/home/me/images-test', {}) } },
  },
  'test-shares-training': {
    text: images('test: images/cats'),
    known: { dataset: { train, test: beside('/home/me/images/cats', {}) } },
  },
  'test-shares-validation': {
    text: images('validation: held-out', 'test: held-out'),
    known: {
      dataset: {
        train,
        validation: beside('/home/me/held-out', animals),
        test: beside('/home/me/held-out', animals),
      },
    },
  },
  'test-lacks-classes': {
    text: images('test: images-test'),
    known: { dataset: { train, test: beside('/home/me/images-test', { cats: 5, dogs: 5 }) } },
  },
  'test-has-other-classes': {
    text: images('test: images-test'),
    known: { dataset: { train, test: beside('/home/me/images-test', { ...animals, mice: 5 }) } },
  },
  'size-disagrees-with-count': { text: images('size: large') },
  'similarity-assumed': { text: undeclared },
  'similarity-disagrees-with-measurement': {
    text: header,
    known: { measurement: measuredAs('different', demoLike()) },
  },
  'cut-disagrees-with-measurement': {
    text: settings('cut: dense2_relu'),
    known: { measurement: measuredAs('different', demoLike()) },
  },
  'case-disagrees-with-suggestion': { text: settings('case: 3') },
  'base-takes-no-pictures': { text: header, known: { graph: grey.graph({ name: 'digits' }) } },
  'base-input-unusable': {
    text: header,
    known: {
      graph: {
        ...demoLike({ input: {}, name: 'mine' }),
        unusable: [{ about: 'scale', why: 'its std holds 0' }],
      },
    },
  },
  'base-classes-unusable': {
    text: header,
    known: {
      graph: {
        ...demoLike({ name: 'mine' }),
        unusable: [{ about: 'classes', why: 'there are 3 of them for 5 outputs' }],
      },
    },
  },
  'base-commit-open': {
    text: header.replace('demo', 'hf:timm/tf_efficientnet_lite0.in1k'),
    known: {
      pinnedBase: 'hf:timm/tf_efficientnet_lite0.in1k@61d5b90fa0ad5fa9bb2d9db7bf1ccb1cc6e9ec65',
    },
  },
  'base-layers-left-out': {
    text: header,
    known: {
      graph: { ...demoLike({ name: 'mine' }), leftOut: [{ name: 'random_flip', className: 'RandomFlip' }] },
    },
  },
  'base-only-runs': {
    text: settings('case: 3'),
    known: { graph: { ...demoLike({ name: 'mine' }), trainsBase: false } },
  },
  'base-only-runs-uncached': {
    text: settings('train: { cache: off }'),
    known: { graph: { ...demoLike({ name: 'mine' }), trainsBase: false } },
  },
  'input-size-not-the-bases': {
    text: 'base: { model: demo, input: { size: [224, 224] } }\ndataset: { path: images, similarity: similar }\n',
  },
  'input-size-unknown': {
    text: header,
    known: { graph: anySize(null).graph({ name: 'anysize' }) },
    // The base is inspected again, at the size that the fix has written.
    afterwards: { graph: anySize(224).graph({ name: 'anysize' }) },
  },
  'scale-unknown': { text: header, known: { graph: demoLike({ input: {} }) } },
  'scale-measured': { text: header, known: { graph: unscaled, scales: fitting('torch') } },
  'scale-confirmed': { text: header, known: { graph: unscaled, scales: fitting('-1..1') } },
  'scale-contradicted': {
    text: 'base: { model: demo, input: { scale: "0..1" } }\ndataset: { path: images, similarity: similar }\n',
    known: { graph: unscaled, scales: fitting('torch') },
  },
  'scaled-twice': {
    text: 'base: { model: demo, input: { scale: "-1..1" } }\ndataset: { path: images, similarity: similar }\n',
    known: { graph: demoLike({ input: {}, ownScaling: ['Rescaling'] }) },
  },
  'cut-unknown': { text: settings('cut: pol3') },
  'cut-not-legal': { text: settings('cut: block2_bn1'), known: { graph: residual() } },
  'cut-keeps-classifier': { text: settings('cut: dense3') },
  'cut-disagrees-with-case': { text: settings('case: 1', 'cut: pool2') },
  'freeze-disagrees-with-case': { text: settings('case: 1', 'freeze: [conv1]') },
  'init-disagrees-with-case': { text: settings('case: 1', 'init: random') },
  'differs-from-suggestion': { text: settings('cut: pool2') },
  'more-layers-could-train': { text: header, known: { dataset: manyImages } },
  'freeze-unknown': { text: settings('freeze: [conv4]') },
  'freeze-beyond-cut': { text: settings('cut: pool2', 'freeze: { through: pool3 }') },
  'freeze-without-weights': { text: settings('freeze: [pool1]') },
  'freeze-names-head': { text: settings('freeze: { through: head_classes }') },
  'freeze-inside-branch': {
    text: settings('freeze: { through: mixed1_b1 }'),
    known: { graph: inception() },
  },
  'pattern-splits-number': { text: settings('freeze: [block1*]'), known: { graph: residual(10) } },
  'random-and-frozen': { text: settings('init: random', 'freeze: [conv1, conv2]') },
  'pool-without-effect': { text: settings('head: { pool: average }') },
  'flatten-replaced-by-average': {
    text: settings('cut: pool1'),
    known: { graph: wide.graph({ name: 'wide' }) },
  },
  'flatten-very-large': {
    text: settings('cut: pool1', 'head: { pool: flatten }'),
    known: { graph: wide.graph({ name: 'wide' }) },
  },
  'head-repeats-classes': { text: settings('head: { layers: [{ dense: 64 }, { dense: 3 }] }') },
  'head-narrower-than-classes': { text: settings('head: { layers: [{ dense: 2 }] }') },
  'dropout-very-strong': { text: settings('head: { layers: [{ dropout: 0.9 }] }') },
  'train-unknown': { text: phases('train: [haed]') },
  'train-beyond-cut': { text: phases('train: [dense3, head]') },
  'train-without-weights': { text: phases('train: [pool3, head]') },
  'phase-trains-nothing': { text: phases('train: [pool3]') },
  'head-never-trained': { text: phases('train: [dense2]') },
  'head-and-base-together': { text: phases('train: everything, learningRate: 0.0001') },
  'fine-tune-rate-high': { text: phases('train: head', 'train: [dense2, head], learningRate: 0.001') },
  'phases-disagree-with-freeze': {
    text: phases('train: head', 'train: [dense2, head]').replace('train:\n', 'freeze: all\ntrain:\n'),
  },
  'phases-disagree-with-case': {
    text: phases('train: head', 'train: [dense2, head]').replace('train:\n', 'case: 1\ntrain:\n'),
  },
  'nothing-frozen-on-small-data': { text: settings('freeze: none') },
  'many-trainable-weights': { text: settings('head: { layers: [{ dense: 2048 }] }') },
  'batch-larger-than-training': { text: settings('train:', '  batchSize: 128') },
  'fallback-without-effect': { text: settings('train:', '  fallback: compare') },
  'augment-changes-nothing': { text: settings('train:', '  augment: { views: 4 }') },
  'one-view-only': { text: settings('train:', '  augment: { flip: horizontal, views: 1 }') },
  'views-multiply-cache': { text: settings('train:', '  augment: { flip: horizontal, views: 8 }') },
  'cache-very-large': {
    text: images('size: small', 'similarity: different').replace('  similarity: similar\n', ''),
    known: { dataset: dataset({ cats: 500_000, dogs: 500_000 }) },
  },
  'memory-too-small': {
    text: settings('head: { layers: [{ dense: 65536 }, { dense: 65536 }] }'),
    known: { machineMemory: 8e9 },
  },
};
