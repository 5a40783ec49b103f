import { describe, expect, it } from 'vitest';
import { differencesFromSuggestion } from '../../../src/design/advice/your-file';
import { design, resultToShow } from '../../../src/design/design';
import { parseTransferFile } from '../../../src/design/format/parse';
import { seededRandom } from '../../../src/design/images/random';
import { dataset, folder } from '../../fixtures/folder-facts';
import { deep, demoLike, inception, mobileNetLike, residual } from '../../fixtures/layer-graphs';
import { measuredAs } from '../../fixtures/measured';
import { processorTime } from '../../fixtures/processor-time';
import { designed, header } from './support/designed';

const images = dataset({ cats: 40, dogs: 40, neither: 20 });

describe('design', () => {
  it('suggests a case without a base', () => {
    const result = design({ file: parseTransferFile(header), dataset: images });
    expect(result.suggestion).toMatchObject({ case: 1, size: 'small', similaritySource: 'declared' });
    expect(result.dataset).toMatchObject({ images: 100, size: 'small', similarity: 'similar' });
    expect(result.plan).toBeUndefined();
    expect(result.problems).toEqual([]);
  });

  it('suggests a case without images where the file declares their size', () => {
    const text = 'base: demo\ndataset: { path: images, size: large, similarity: different }\n';
    const result = design({ file: parseTransferFile(text) });
    expect(result.suggestion?.case).toBe(4);
    expect(result.dataset).toBeUndefined();
  });

  it('follows what was measured of these images, in its words: how like the base’s they are, and where to cut', () => {
    const open = 'base: demo\ndataset: { path: images }\n';
    const unlike = designed(open, { measurement: measuredAs('different', demoLike()) });
    expect(unlike.suggestion).toMatchObject({ case: 2, similaritySource: 'measured' });
    expect(unlike.suggestion?.reasons.join(' ')).toMatch(/unlike those it was trained on.*Cut after pool2/s);
    expect(unlike.problems).toEqual([]);
    const like = designed(open, { measurement: measuredAs('similar', demoLike()) });
    expect(like.suggestion).toMatchObject({ case: 1, similaritySource: 'measured' });
    expect([like.plan?.cut, unlike.plan?.cut]).toEqual(['dense2_relu', 'pool2']);
  });

  it('counts a cut that was measured as what is suggested, where the file leaves it open', () => {
    const open = 'base: demo\ndataset: { path: images }\n';
    const { cuts, ...others } = measuredAs('different', demoLike());
    const later = cuts.map((cut) => (cut.layer === 'pool2' ? { ...cut, layer: 'dense1_relu' } : cut));
    const measurement = { ...others, cuts: later };
    const result = designed(open, { measurement });
    expect(result.plan).toMatchObject({ case: 2, cut: 'dense1_relu' });
    expect(differencesFromSuggestion(parseTransferFile(open), result)).toEqual([]);
    const written = `${open}cut: dense2_relu\n`;
    const other = designed(written, { measurement });
    expect(differencesFromSuggestion(parseTransferFile(written), other)).toHaveLength(1);
  });

  it('takes images for similar where nothing could be measured either way, and says so', () => {
    const measurement = measuredAs('different', demoLike());
    const cuts = measurement.cuts.map((cut) => ({ ...cut, behindBestError: cut.behindBest * 0.7 }));
    const { suggestion, problems } = designed('base: demo\ndataset: { path: images }\n', {
      measurement: { ...measurement, cuts },
    });
    expect(suggestion).toMatchObject({ case: 1, similaritySource: 'measured' });
    expect(suggestion?.reasons[1]).toMatch(/too little to say .* Similar is taken\.$/);
    expect(problems).toEqual([]);
  });

  it('passes over what was measured of another base, and cuts as the case says where the base trains', () => {
    const other = { ...measuredAs('different', demoLike()), fingerprint: 'another' };
    expect(designed(header, { measurement: other }).plan?.cut).toBe('dense2_relu');
    const measurement = measuredAs('different', demoLike());
    const large = `${header}  dividingLine: 100\n`;
    expect(designed(large, { measurement }).plan?.cut).toBe('dense2_relu');
  });

  it('counts a data set as large from the dividing line on', () => {
    const text = (line: number) => `${header}  dividingLine: ${line}\n`;
    expect(designed(text(100)).suggestion?.size).toBe('large');
    expect(designed(text(101)).suggestion?.size).toBe('small');
  });

  it('shows why the base could not be read where the file names it, and makes no plan', () => {
    const baseProblem = { code: 'base-truncated', message: 'demo/model.json ends too early. Copy it again.' };
    const { problems, plan } = design({ file: parseTransferFile(header), dataset: images, baseProblem });
    expect(plan).toBeUndefined();
    expect(problems).toEqual([
      expect.objectContaining({ ...baseProblem, severity: 'error', path: ['base'] }),
    ]);
    expect(problems[0]?.range).toMatchObject({ line: 1, column: 7 });
  });

  it("makes no plan over an error of the text, and keeps the text's problems in order", () => {
    const { problems, plan } = designed(`${header}cut: pool2\ntrain: { batchSize: 0 }\n`);
    expect(plan).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['differs-from-suggestion', 'number-out-of-range']);
  });

  it('still checks names against the base while the images are not known', () => {
    const { problems } = design({ file: parseTransferFile(`${header}cut: pol2\n`), graph: demoLike() });
    expect(problems.map(({ code }) => code)).toEqual(['cut-unknown']);
  });

  it('is pure: the same inputs give the same result, and stay as they are', () => {
    const inputs = { file: parseTransferFile(`${header}freeze: none\n`), graph: demoLike(), dataset: images };
    const before = JSON.stringify(inputs.graph);
    expect(design(inputs)).toEqual(design(inputs));
    expect(JSON.stringify(inputs.graph)).toBe(before);
  });

  it('gives a plan that survives JSON', () => {
    const { plan } = designed(header);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('names the head apart from layers of the base', () => {
    const graph = demoLike();
    const renamed = {
      ...graph,
      layers: graph.layers.map((layer) =>
        JSON.parse(JSON.stringify(layer).replaceAll('dense1', 'head_classes')),
      ),
    };
    const names = designed(header, { graph: renamed }).plan?.layers.map(({ name }) => name) ?? [];
    expect(names).toContain('head_classes_2');
    expect(new Set(names).size).toBe(names.length);
  });

  it('takes validation and test images from their folders', () => {
    const look = (path: string) => ({
      found: true as const,
      facts: folder({ cats: 5, dogs: 5, neither: 5 }, { path }),
    });
    const text = `${header}  validation: held-out\n  test: images-test\n`;
    const { plan } = designed(text, {
      dataset: { ...images, validation: look('/home/me/held-out'), test: look('/home/me/images-test') },
    });
    expect(plan?.dataset).toMatchObject({
      validation: '/home/me/held-out',
      test: '/home/me/images-test',
      images: 100,
    });
    expect(plan?.phases[0]?.cache?.bytes).toBe((100 + 15 + 15) * 64 * 4);
  });

  it('finds nothing wrong with a test folder of its own, also below the training images if it is no class', () => {
    const test = {
      found: true as const,
      facts: folder({ cats: 5, dogs: 5, neither: 5 }, { path: '/home/me/images/test' }),
    };
    const text = `${header}  test: images/test\n`;
    expect(designed(text, { dataset: { ...images, test } }).problems).toEqual([]);
    const beside = { ...test, facts: { ...test.facts, path: '/home/me/images-test' } };
    expect(designed(text, { dataset: { ...images, test: beside } }).problems).toEqual([]);
    const trained = dataset({ cats: 40, dogs: 40, neither: 20, test: 15 });
    const codes = designed(text, { dataset: { ...trained, test } }).problems.map(({ code }) => code);
    expect(codes).toContain('test-shares-training');
  });

  it('counts views of training images only', () => {
    const { plan } = designed(`${header}train: { augment: { flip: horizontal, views: 3 } }\n`);
    expect(plan?.phases[0]?.cache?.bytes).toBe((80 * 3 + 20) * 64 * 4);
  });

  it('weights classes by n / (C * n_k), ten at most', () => {
    const weights = (classes: Record<string, number>) =>
      designed(header, { dataset: dataset(classes) }).plan?.training.classWeights;
    expect(weights({ a: 30, none: 11 })).toBeNull();
    expect(weights({ a: 30, none: 10 })).toEqual([40 / (2 * 30), 40 / (2 * 10)]);
    expect(weights({ a: 900, none: 10 })?.[1]).toBe(10);
  });

  /** How long a picture of a screen stands that shows sixty a second, in milliseconds. */
  const frame = 1000 / 60;

  it('answers within a frame, also on a base of a thousand layers', () => {
    const graph = deep();
    const texts = ['cut: auto', 'freeze: ["conv*"]', 'cut: conv33x', 'freeze: { through: conv200 }'];
    const files = texts.map((line) => parseTransferFile(`${header}${line}\n`));
    for (const file of files) {
      const times = Array.from({ length: 25 }, () => {
        const used = processorTime();
        design({ file, graph, dataset: images });
        return used();
      });
      // The best of many: the others tell how busy the machine is. A quarter of it is usual.
      expect(Math.min(...times)).toBeLessThan(frame);
    }
  });
});

describe('a fault of the program', () => {
  /** As no inspection gives it: what it says of its input can't be looked at. */
  const faulty = demoLike();
  Object.defineProperty(faulty, 'input', {
    get: () => {
      throw new TypeError('one.two is not a function');
    },
  });

  it('is one problem that says what to report, and takes nothing away of what was found before it', () => {
    const text = `${header}train: { batchSize: 0 }\n`;
    const { problems, plan, suggestion, dataset: found } = designed(text, { graph: faulty });
    expect(problems.map(({ code }) => code)).toEqual(['internal-fault', 'number-out-of-range']);
    expect(problems[0]?.message).toMatch(
      /fault of the program.*TypeError: one\.two is not a function.*report/,
    );
    expect(plan).toBeUndefined();
    expect(suggestion?.case).toBe(1);
    expect(found?.images).toBe(100);
  });

  it('leaves what was known of the text before on the screen, but no plan', () => {
    const before = designed(header);
    const shown = resultToShow(designed(header, { graph: faulty }), before);
    expect(before.plan).toBeDefined();
    expect(shown.plan).toBeUndefined();
    expect(shown.network).toBe(before.network);
    expect(shown.problems.map(({ code }) => code)).toEqual(['internal-fault']);
    const mended = designed(header);
    expect(resultToShow(mended, shown)).toBe(mended);
  });
});

describe('design never throws', () => {
  const words = [
    'base: demo',
    'cut: pool2',
    'cut: nowhere',
    'case: 2',
    'case: 9',
    'init: random',
    'freeze: none',
    'freeze: [x*, "*"]',
    'freeze: { through: input }',
    'freeze: { through: softmax }',
    'dataset: { path: images, size: large }',
    'dataset: 7',
    'dataset: { path: images, classes: [dogs], validation: 0.9 }',
    'head: { pool: flatten, layers: [{ dense: 4 }, {}] }',
    'train: { phases: [{ train: [conv1, nothing] }, {}] }',
    'train: { phases: [{ train: everything }], fallback: random }',
    'train: { cache: off, augment: { views: 9 }, classWeights: { dogs: 3 } }',
    'base: { model: a, input: { size: [1, 2] } }',
    '- [',
    '\u0000',
  ];
  const graphs = [demoLike(), residual(), inception(), mobileNetLike(), demoLike({ layers: [] }), undefined];
  const datasets = [
    images,
    undefined,
    dataset({}),
    dataset({ cats: 1 }),
    dataset({ cats: 0, dogs: 90_000 }),
    { train: { found: false, path: 'x', reason: 'missing' } as const },
  ];

  it('whatever the text, the base and the images are', () => {
    const random = seededRandom('any');
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
    for (let round = 0; round < 600; round++) {
      const text = Array.from({ length: Math.floor(random() * 6) }, () => pick(words)).join('\n');
      const graph = pick(graphs);
      const facts = pick(datasets);
      const result = design({
        file: parseTransferFile(text),
        ...(graph && { graph }),
        ...(facts && { dataset: facts }),
      });
      const failed = result.problems.some(({ severity }) => severity === 'error');
      expect(failed && result.plan !== undefined, text).toBe(false);
      for (const phase of result.plan?.phases ?? []) expect(phase.trainable.length).toBeGreaterThan(0);
    }
  }, 60_000);
});
