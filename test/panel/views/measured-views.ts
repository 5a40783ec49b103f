import type {
  PanelEvidence,
  PanelGraph,
  PanelMeasured,
  PanelMeasuredAnswer,
  PanelProbe,
} from '../../../src/shared/panel-messages';

export const notMeasured: PanelMeasured = {
  offer:
    'Runs your 120 training pictures through the base once, and tells with figures where to cut, whether they are like the ' +
    'base’s own, and whether more would help: some seconds with the training runtime.',
  canMeasure: true,
  going: null,
  failure: null,
  found: null,
};

const answers: readonly PanelMeasuredAnswer[] = [
  {
    question: 'Where to cut',
    answer: 'after `dense1`',
    figure: '73 % ± 5 %',
    words:
      'Cut after dense1: a linear head there is right about 73 % ± 5 % of the images, each left out in turn. No cut does better.',
    file:
      'A head after `pool3` was measured to be right about 9 % ± 4 % fewer of the images than the best one; after `dense1` ' +
      'none is lost. The file wins; write `cut: auto` to follow the measurement.',
    contradicts: true,
    uses: [{ words: 'Use this', intent: { kind: 'setCut', layer: 'auto' } }],
  },
  {
    question: 'Similar or different',
    answer: 'different',
    figure: 'the last features 21 % ± 5 % behind',
    words:
      "Features after dense1 tell your classes apart better than the base's last ones, by 21 % ± 5 %: your images are unlike " +
      'those it was trained on.',
    file: 'Your file says similar, and what it says holds.',
    contradicts: true,
    uses: [{ words: 'Use this', intent: { kind: 'setSimilarity', similarity: 'auto' } }],
  },
  {
    question: 'More pictures',
    answer: 'more images help',
    figure: '+14 % ± 7 % from twice as many',
    words: 'More images would help: accuracy still climbs, from 59 % with 40 to 73 % with 80 images.',
    file: null,
    contradicts: false,
    uses: [],
  },
];

export const measuredAnswers: PanelMeasured = {
  ...notMeasured,
  found: { drawn: 'measured on all of your 80 training pictures', stale: null, answers },
};

export const measuring: PanelMeasured = {
  ...notMeasured,
  going: { words: 'Measuring: images through the base', count: '120 of 500', done: 0.24 },
};

/** Pictures have changed since; nothing of it is put into the file any more. */
export const staleAnswers: PanelMeasured = {
  ...notMeasured,
  found: {
    drawn: 'measured on 500 of your 1,200 training pictures',
    stale: 'stale, measured before your pictures changed',
    answers: answers.map((answer) => ({ ...answer, file: null, contradicts: false, uses: [] })),
  },
};

export const measureFailed: PanelMeasured = {
  ...notMeasured,
  failure:
    'The images tell nothing: at least two classes need two images each that can be read, for each is judged by the others.',
};

/** What was measured of eighty handwritten digits on the demonstration base. */
export const digitProbes: readonly (readonly [layer: string, accuracy: number])[] = [
  ['pool1', 0.51],
  ['pool2', 0.6],
  ['flatten', 0.64],
  ['dense1', 0.73],
  ['dense2', 0.52],
];

export const evidence: PanelEvidence = {
  fewest: 80,
  climbs: true,
  certainty: 2.2,
  words:
    'Accuracy still climbs with more images. The base’s last features are 21 % ± 5 % behind its best: 2.2 standard errors from similar.',
};

/** The graph with such figures at its layers; the best of them is where to cut. */
export function probed(
  graph: PanelGraph,
  figures: readonly (readonly [layer: string, accuracy: number])[],
  isStale = false,
): PanelGraph {
  const best = Math.max(...figures.map(([, accuracy]) => accuracy));
  const layers = graph.layers.map((layer) => {
    const accuracy = figures.find(([name]) => name === layer.name)?.[1];
    if (accuracy === undefined) return layer;
    const probe: PanelProbe = {
      ...{ accuracy, error: 0.05, chance: 0.1, majority: 0.16, isSuggested: accuracy === best, isStale },
      figure: `${Math.round(100 * accuracy)} % ± 5 %`,
      words:
        `A linear head after ${layer.name} is right about ${Math.round(100 * accuracy)} % ± 5 % of the images; guessing about 10 %; ` +
        'the largest class always about 16 %',
    };
    return { ...layer, probe };
  });
  return { ...graph, layers };
}

/** The ends of a large graph's blocks, rising and then falling. */
export function blockProbes(graph: PanelGraph): readonly (readonly [layer: string, accuracy: number])[] {
  const ends = graph.layers.filter(({ name }) => name.endsWith('_add')).map(({ name }) => name);
  return ends.map((name, index) => {
    const place = index / Math.max(1, ends.length - 1);
    return [name, 0.4 + 0.5 * Math.sin(place * 2.2) ** 2 - 0.0001 * index];
  });
}
