import { describe, expect, it } from 'vitest';
import { measuredAnswers } from '../../../src/design/advice/measured-answers';
import { answerSentences } from '../../../src/design/advice/measured-words';
import { type ReportInputs, wrongImageLimit, wrongImagesShown } from '../../../src/report/report-inputs';
import { writeReport } from '../../../src/report/write-report';
import type { RunResult } from '../../../src/shared/run-events';
import { sampleEpochs, sampleEvaluation, sampleInputs } from './report-sample';
import { flawsOf } from './well-formed';

/** The text that a reader sees, spaces made plain. */
function textOf(page: string): string {
  return page
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<[^>]+>/g, '')
    .replace(/[\s\u00a0]+/g, ' ');
}

function resultOf(inputs: ReportInputs): RunResult {
  const { result } = inputs.record;
  if (!result) throw new Error('The sample has a result.');
  return result;
}

function withResult(inputs: ReportInputs, change: Partial<RunResult>): ReportInputs {
  return { ...inputs, record: { ...inputs.record, result: { ...resultOf(inputs), ...change } } };
}

/** A report of exactly these counts on test images. */
function withTestCounts(confusion: number[][], classes: string[]): string {
  const sample = sampleInputs({ classes });
  const images = confusion.flat().reduce((sum, count) => sum + count, 0);
  return writeReport(withResult(sample, { test: { ...sampleEvaluation(classes, 5), images, confusion } }));
}

const hundredClasses = Array.from({ length: 100 }, (_, index) => `species ${index}`);

const variants: Record<string, ReportInputs> = {
  'case 1': sampleInputs(),
  'no test set': sampleInputs({ withTest: false }),
  'two classes': sampleInputs({ classes: ['cat', 'dog'] }),
  'a hundred classes': sampleInputs({ classes: hundredClasses, imagesPerClass: 12 }),
  'one epoch': sampleInputs({ epochs: [1] }),
  'no epochs': { ...sampleInputs(), epochs: [] },
  'a long base in two phases': sampleInputs({ baseLayers: 120, epochs: [40, 9] }),
  'both starts': { ...sampleInputs(), epochs: [...sampleEpochs([9, 4]), ...sampleEpochs([12], 'random')] },
};

describe('the report', () => {
  it.each(Object.entries(variants))('is well formed with %s, and the same each time', (_, inputs) => {
    const page = writeReport(inputs);
    expect(flawsOf(page)).toEqual([]);
    expect(page).not.toMatch(/undefined|\[object|NaN|Infinity/);
    expect(writeReport(inputs)).toBe(page);
  });

  it('says how many images a second each part went through, and what would have been the most', () => {
    const rates = {
      ...{ decoding: { images: 150, seconds: 1.5 }, prefix: null },
      training: { images: 2_400, seconds: 2, processorSeconds: 4 },
      limit: { images: 150, seconds: 3, processorSeconds: 6 },
      run: { images: 150, seconds: 6, processorSeconds: 9 },
    };
    const page = writeReport(withResult(sampleInputs(), { rates }));
    expect(flawsOf(page)).toEqual([]);
    expect(textOf(page)).toMatch(
      /decoding1501\.5 s100 ?training, with its scoring2,4002 s1,200 ?whole run1506 s25 ?limit: these parts alone1503 s50/,
    );
    expect(textOf(page)).toContain('whole run6 s');
    expect(textOf(writeReport(sampleInputs()))).not.toContain('Images a second');
  });

  it('of a run on a cluster tells what was done there, and apart from it what this machine did to judge', () => {
    const rates = {
      ...{ decoding: null, limit: null, training: null },
      ...{ prefix: { images: 60, seconds: 2 }, run: { images: 60, seconds: 90 } },
    };
    const sample = withResult(sampleInputs(), { rates });
    const cluster = { address: 'https://ray.example.org/', storage: '/data', workers: 2, cpus: 1, gpus: 0 };
    const here = {
      event: 'cache',
      phase: 1,
      cut: 'pool',
      reused: 0,
      computed: 20,
      bytes: 5,
      seconds: 1,
    } as const;
    const caches = [
      { ...here, computed: 60, decoded: 60, onCluster: true },
      { ...here, decoded: 20 },
    ] as const;
    const text = textOf(writeReport({ ...sample, record: { ...sample.record, cluster }, caches }));
    expect(text).toContain('As the cluster has told it: the frozen layers with decoding');
    expect(text).not.toMatch(/limit: these parts|The limit is/);
    expect(text).toContain(
      'On the cluster, the frozen part of the network was run once for each image; 0 of 60 outputs',
    );
    expect(text).toContain('1, to judge on this machine');
  });

  it('says from which probability down an answer is none of the classes, and how often that would be', () => {
    const sample = sampleInputs({ classes: ['cat', 'dog'] });
    const test = { ...sampleEvaluation(['cat', 'dog'], 40), weak: { right: 3, wrong: 5 } };
    const wrong = test.wrong.length;
    const page = writeReport(withResult(sample, { weakBelow: 0.713, test }));
    expect(flawsOf(page)).toEqual([]);
    const text = textOf(page);
    expect(text).toContain('Where the likeliest class has less than 71.3 %.');
    expect(text).toContain(
      `it would be said of 5 of ${wrong} that went wrong, and of 3 of ${test.images - wrong} that went right.`,
    );
    expect(text).toContain('may still get a sure answer');
    const few = textOf(writeReport(withResult(sample, { weakBelow: null })));
    expect(few).toContain(
      'Never: that would be chosen by validation images which were judged rightly, and takes 19',
    );
    // A run of an earlier version.
    expect(textOf(writeReport(sample))).not.toContain('None of these');
  });

  it('stands alone: no script, no address, no style attribute', () => {
    const page = writeReport(sampleInputs());
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|https?:|@import|url\(|\son\w+=|\sstyle=/i);
  });

  it('opens with a sentence that a newcomer understands', () => {
    const page = withTestCounts(
      [
        [87 - 60, 4],
        [9, 60],
      ],
      ['plants', 'animals'],
    );
    expect(textOf(page)).toContain(
      'Right on 87 of 100 test images, by which nothing was chosen (87 %, 95 % interval 79–93 %); always saying animals would be right on 69 (69 %).',
    );
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(textOf(page)).toContain('the network tells the classes apart better than that one answer does');
  });

  it('does not praise a network that always says the same class', () => {
    const page = withTestCounts(
      [
        [12, 0],
        [8, 0],
      ],
      ['cat', 'dog'],
    );
    expect(textOf(page)).toContain('That is no more often than with that one answer: nothing here shows');
    expect(textOf(page)).toContain('never said');
  });

  it('names a result worse than the largest class', () => {
    const page = withTestCounts(
      [
        [5, 95],
        [2, 8],
      ],
      ['cat', 'dog'],
    );
    expect(textOf(page)).toContain('That is less often than with that one answer: nothing here shows');
  });

  it('judges by validation images, with a caution, where there is no test set', () => {
    const text = textOf(writeReport(sampleInputs({ withTest: false })));
    expect(text).toMatch(/Right on \d+ of \d+ validation images, by which the best of 30 epochs was chosen/);
    expect(text).toContain('expect less on new images');
    expect(text).not.toContain('test images');
  });

  it('shows a matrix of few classes and the confused pairs of many', () => {
    expect(writeReport(sampleInputs())).toContain('class="matrix"');
    const many = writeReport(sampleInputs({ classes: hundredClasses, imagesPerClass: 12 }));
    expect(many).not.toContain('class="matrix"');
    expect(textOf(many)).toContain('was taken for');
  });

  it('shows at most so many wrong images, the surest first, and counts the rest', () => {
    const inputs = sampleInputs({ classes: hundredClasses, imagesPerClass: 12 });
    const all = resultOf(inputs).test?.wrong.length ?? 0;
    const shown = wrongImagesShown(inputs.record.result);
    expect(all).toBeGreaterThan(wrongImageLimit);
    expect(shown).toHaveLength(wrongImageLimit);
    expect(shown.map((each) => each.probability)).toEqual(
      shown.map((each) => each.probability).sort((a, b) => b - a),
    );
    const page = writeReport(inputs);
    expect(page.match(/<li><figure>/g)).toHaveLength(wrongImageLimit);
    expect(textOf(page)).toContain(`${all} test images went wrong`);
    expect(textOf(page)).toContain(`the first ${wrongImageLimit}`);
  });

  it('folds the layers of a long base by their fate and marks the cut', () => {
    const page = writeReport(sampleInputs({ baseLayers: 120, epochs: [40, 9] }));
    expect(textOf(page)).toMatch(/120 layers, [\d,]+ weights, trained in phase 2/);
    expect(textOf(page)).toContain('cut after block20_batchnormalization_119');
    expect(textOf(writeReport(sampleInputs()))).toContain('○ frozen');
  });

  it('writes the scale of the pixels in full, so that it can be done again', () => {
    expect(textOf(writeReport(sampleInputs()))).toContain('(value − 127.5 / 127.5 / 127.5) ÷ 127.5');
  });

  it('says which engine answered where another one trained', () => {
    const inputs = sampleInputs();
    const engines = { features: 'onnxruntime-node 1.30.0', training: 'tfjs-node 4.22.0' };
    const text = textOf(writeReport({ ...inputs, record: { ...inputs.record, engines } }));
    expect(text).toContain('Both ways by onnxruntime-node 1.30.0, while tfjs-node 4.22.0 trained.');
    expect(textOf(writeReport(inputs))).not.toContain('Both ways by');
  });

  it("says whose answers the images were judged by, and how far the cluster's were from this machine's", () => {
    const inputs = sampleInputs();
    const engines = { features: 'tfjs-node 4.22.0', training: 'Ray 2.60.0' };
    const page = (used: boolean, difference: number) => {
      const engine = 'ray keras 3.15.1 tensorflow 2.21.0';
      const clusterAnswers = { engine, compared: 64, of: 200_000, difference, used };
      const judged = withResult(inputs, { clusterAnswers });
      return textOf(writeReport({ ...judged, record: { ...judged.record, engines } }));
    };
    expect(page(true, 2.1e-6)).toContain(
      'The cluster’s workers judged the validation and test images, with ray keras 3.15.1 tensorflow 2.21.0. 64 of the 200,000, drawn by the seed, went through the whole network on this machine by tfjs-node 4.22.0 as well: probabilities differ by 2.1 × 10⁻⁶ at most',
    );
    expect(page(true, 2.1e-6)).toContain('Engine of the frozen layers and the judged answers');
    expect(page(true, 2.1e-6)).not.toContain('Both ways by');
    expect(page(false, 0.02)).toContain('were not used. 64 of');
    expect(page(false, 0.02)).toContain('So the images were judged on this machine.');
  });

  it('says what the proof did not show', () => {
    const inputs = sampleInputs();
    const { proof } = resultOf(inputs);
    const failed = withResult(inputs, {
      proof: { ...proof, frozenIdentical: false, cachedDifference: 0.02, goldenDifference: 0 },
    });
    expect(textOf(writeReport(failed)).match(/✗ Not so/g)).toHaveLength(2);
    expect(textOf(writeReport(failed))).toContain('every probability is the same');
    const nothing = withResult(inputs, { proof: { ...proof, frozenTensors: 0, cachedDifference: null } });
    expect(textOf(writeReport(nothing)).match(/– Nothing to show/g)).toHaveLength(2);
  });

  it('says how many outputs of the cache were made anew, and what would have passed that', () => {
    const inputs = sampleInputs();
    const page = (rows: number, of: number) => {
      const proof = { ...resultOf(inputs).proof, recomputed: { rows, of, difference: 2.1e-7 } };
      return textOf(writeReport(withResult(inputs, { proof }))).replaceAll('\u00a0', ' ');
    };
    expect(page(32, 480)).toContain('32 of the 480 outputs that were read from the cache');
    expect(page(32, 480)).toContain(
      'one forged output in ten would pass that in (1 − 0.1)^32 = 3 % of such runs',
    );
    expect(page(48, 48)).toContain('All 48 outputs that were read from the cache');
    expect(page(48, 48)).not.toContain('forged');
  });

  it('never calls a difference that is no number the same', () => {
    const inputs = sampleInputs();
    const broken = { ...resultOf(inputs).proof, goldenDifference: Number.NaN };
    expect(textOf(writeReport(withResult(inputs, { proof: broken })))).toContain('✗ Not so');
  });

  it('keeps exploded losses off the drawing and says so', () => {
    const inputs = sampleInputs();
    const epochs = inputs.epochs.map((epoch) => {
      if (epoch.epoch === 4)
        return { ...epoch, loss: Number.NaN, validationLoss: Number.NaN, accuracy: Number.NaN };
      if (epoch.epoch === 9) return { ...epoch, loss: 1e9, validationLoss: Number.POSITIVE_INFINITY };
      return epoch;
    });
    const page = writeReport({ ...inputs, epochs });
    expect(flawsOf(page)).toEqual([]);
    expect(page).not.toMatch(/="[^"]*(?:NaN|Infinity)/);
    expect(textOf(page)).toContain('In epochs 4, 9 the loss was no finite number');
    expect(textOf(page)).toContain('not a number');
    expect(textOf(page)).toContain('the highest was 1 × 10⁹');
  });

  it('draws nothing but gaps where every loss is broken', () => {
    const inputs = sampleInputs({ epochs: [3] });
    const broken = { loss: Number.NaN, validationLoss: Number.NaN, accuracy: 0, validationAccuracy: 0 };
    const page = writeReport({ ...inputs, epochs: inputs.epochs.map((epoch) => ({ ...epoch, ...broken })) });
    expect(flawsOf(page)).toEqual([]);
    expect(page).not.toMatch(/="[^"]*(?:NaN|Infinity)/);
  });

  it('tells of a run that has no result', () => {
    const { record, ...rest } = sampleInputs();
    const { result: _, ...unfinished } = record;
    const failure = { code: 'disk-full', message: 'The disk is full. Make room and resume.' };
    const page = writeReport({ ...rest, record: { ...unfinished, state: 'failed', failure } });
    expect(flawsOf(page)).toEqual([]);
    expect(textOf(page)).toContain('The run failed: The disk is full. Make room and resume.');
    expect(textOf(writeReport({ ...rest, record: unfinished }))).toContain('This run has no result yet.');
  });

  it('says what was measured before training, in the words of panel and terminal, with a bar by depth', () => {
    const { record } = sampleInputs({ baseLayers: 20 });
    const page = writeReport({ ...sampleInputs(), record });
    const section = /<section id="measured"[\s\S]*?<\/section>/.exec(page)?.[0] ?? '';
    const { measurement } = record.measured ?? {};
    const answers = measurement && measuredAnswers(measurement);
    if (!measurement || !answers) throw new Error('The sample was measured.');
    const words = textOf(section);
    expect(words).toContain('Measured on 120 of your 400 training pictures');
    expect(words).toContain('Guessing is right about 17 %, saying the largest class always about 25 %.');
    for (const sentence of answerSentences(answers))
      expect(words).toContain(sentence.replaceAll("'", '&#39;'));
    expect(section.match(/<svg class="bar"/g)).toHaveLength(measurement.cuts.length);
    expect(section).toMatch(/<rect class="part"[^>]* width="82\.00"/);
    expect(words).toMatch(/where to cut/);
  });

  it('says nothing of measuring where nothing was measured', () => {
    const inputs = sampleInputs();
    const { measured: _, ...record } = inputs.record;
    expect(writeReport({ ...inputs, record })).not.toContain('id="measured"');
  });

  it('shows what messages put between backticks as code', () => {
    const message = 'The pattern `block5*` is no layer; `<b>` neither, and one ` alone.';
    const page = writeReport({ ...sampleInputs(), problems: [{ severity: 'warning', message }] });
    expect(page).toContain(
      'The pattern <code>block5*</code> is no layer; <code>&lt;b&gt;</code> neither, and one ` alone.',
    );
  });
});

describe('hostile text', () => {
  const hostile = `"><script>alert('1')</script><img src=x onerror="y">&amp;\u202e\u0000`;

  const hostileMeasurement = ({ record: { measured } }: ReportInputs) => {
    if (!measured) return {};
    const cuts = measured.measurement.cuts.map((cut) => ({ ...cut, layer: `${cut.layer}${hostile}` }));
    return { measured: { ...measured, measurement: { ...measured.measurement, cuts } } };
  };

  it('stays text in every place that a class, a file or a setting has', () => {
    const sample = sampleInputs({ classes: [hostile, 'plain'] });
    const { plan } = sample.record;
    const layers = plan.layers.map((layer) => ({ ...layer, name: `${layer.name}${hostile}`, type: hostile }));
    const inputs: ReportInputs = {
      ...sample,
      record: {
        ...sample.record,
        ...{ name: hostile, created: hostile, file: hostile, text: hostile },
        ...hostileMeasurement(sample),
        versions: { [hostile]: hostile },
        engines: { features: hostile, training: `${hostile}2` },
        seconds: { [hostile]: 1 },
        plan: {
          ...plan,
          ...{ cut: hostile, layers },
          base: { ...plan.base, model: hostile, fingerprint: hostile },
          dataset: { ...plan.dataset, path: hostile, validation: hostile, test: hostile, groupBy: hostile },
          training: { ...plan.training, classWeights: [1, 2] },
        },
        dataset: {
          ...{ fingerprint: hostile, trainImages: 1, validationImages: 1, testImages: 1 },
          leftOut: [{ file: hostile, reason: hostile }],
        },
        result: {
          ...resultOf(sample),
          model: hostile,
          proof: { ...resultOf(sample).proof, rewrites: [hostile] },
        },
      },
      problems: [{ severity: 'error', message: hostile }],
      caches: [
        { event: 'cache', phase: 1, cut: hostile, reused: 1, computed: 2, decoded: 2, bytes: 5, seconds: 1 },
      ],
    };
    const page = writeReport(inputs);
    expect(flawsOf(page)).toEqual([]);
    expect(page).not.toMatch(/<script|<img src=x|\sonerror="y"/);
    expect(page).not.toContain('\u0000');
    expect(page).toContain('&lt;script&gt;alert(&#39;1&#39;)');
  });

  it('never becomes the address of a picture', () => {
    const inputs = sampleInputs();
    const [first, second, third, fourth] = wrongImagesShown(inputs.record.result);
    const thumbnails = new Map([
      [first?.file ?? '', 'data:image/png;base64,iVBORw0KGgo='],
      [second?.file ?? '', 'javascript:alert(1)'],
      [third?.file ?? '', 'data:image/svg+xml;base64,PHN2Zz4='],
      [fourth?.file ?? '', 'data:image/png;base64,AA" onload="x'],
    ]);
    const page = writeReport({ ...inputs, thumbnails });
    expect(page.match(/<img /g)).toHaveLength(1);
    expect(page).toContain(`alt="${first?.file}"`);
  });
});
