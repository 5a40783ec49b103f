import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../src/design/format/parse';
import type { Measurement } from '../../../src/design/measurement';
import { panelProbes } from '../../../src/language/panel-probes';
import { designProject, type Project, type ProjectFacts } from '../../../src/launch/project/project';
import type { MeasuringState } from '../../../src/launch/runs/measurements';
import { layerCard } from '../../../src/views/layer-card';
import { evidenceOf, panelMeasured } from '../../../src/views/panel-measured';
import { dataset } from '../../fixtures/folder-facts';
import { demoLike } from '../../fixtures/layer-graphs';
import { measuredAs } from '../../fixtures/measured';

const graph = demoLike();
const unlike = measuredAs('different', graph);
const open = 'base: demo\ndataset: { path: images }\n';

function project(text = open, facts: Partial<ProjectFacts> = { measurement: unlike }): Project {
  const base = { modelFile: '/m', fingerprint: graph.fingerprint };
  return designProject('/p/transfer.yaml', parseTransferFile(text), {
    ...{ base, graph, dataset: dataset({ cats: 60, dogs: 60 }) },
    ...facts,
  });
}

const panel = (of: Project, measuring: MeasuringState = { kind: 'idle' }, restricted: string | null = null) =>
  panelMeasured({ project: of, restricted, measuring });
const answersOf = (of: Project) => panel(of)?.found?.answers ?? [];

describe('what was measured, in the panel', () => {
  it('is offered with what it gives and takes, before anything was', () => {
    expect(panel(project(open, {}))).toMatchObject({
      canMeasure: true,
      found: null,
      offer: expect.stringMatching(/^Runs your 96 training pictures through the base once.* some seconds /),
    });
  });

  it.each([
    ['the workspace is not trusted', project(open, {}), 'restricted', 'not trusted'],
    ['the base is yet to be had', project(open, { base: undefined } as never), null, 'on this disk'],
    ['the file has errors', project(`${open}case: 9\n`, {}), null, 'as soon as there is a plan'],
  ])('can’t be had where %s, and says so', (_, of, restricted, words) => {
    expect(panel(of, { kind: 'idle' }, restricted)).toMatchObject({
      canMeasure: false,
      offer: expect.stringContaining(words),
    });
  });

  it('says how far it is, and why nothing came of it', () => {
    const going = panel(project(), { kind: 'measuring', stage: 'cuts', done: 3, total: 12 })?.going;
    expect(going).toEqual({ words: 'Measuring: cuts judged', count: '3 of 12', done: 0.25 });
    const ready = panel(project(), { kind: 'measuring', stage: 'images', done: 0, total: 0 })?.going;
    expect(ready).toMatchObject({ count: '', done: null });
    expect(panel(project(), { kind: 'failed', message: 'No images.' })?.failure).toBe('No images.');
  });

  it('is followed by a file that leaves it open: there is nothing to put into it', () => {
    const answers = answersOf(project());
    expect(answers.map(({ question, answer, figure }) => [question, answer, figure])).toEqual([
      ['Where to cut', 'after `pool2`', '80 % ± 2 %'],
      ['Similar or different', 'different', 'the last features 20 % ± 3 % behind'],
      ['More pictures', 'no measurable difference', ''],
    ]);
    expect(answers.flatMap(({ uses }) => uses)).toEqual([]);
    expect(answers.map(({ file }) => file)).toEqual([
      'Your file does that.',
      'Your file leaves it open: follows this.',
      null,
    ]);
    expect(panel(project())?.found?.drawn).toBe('measured on all of your 96 training pictures');
  });

  it('points out what the file says against it, and offers to leave it open where that is enough', () => {
    const [cut, similarity] = answersOf(
      project('base: demo\ndataset: { path: images, similarity: similar }\ncut: dense2_relu\n'),
    );
    expect(cut).toMatchObject({
      contradicts: true,
      file: expect.stringContaining('20 % ± 3 % fewer'),
      uses: [{ words: 'Use this', intent: { kind: 'setCut', layer: 'auto' } }],
    });
    expect(similarity).toMatchObject({
      contradicts: true,
      file: 'Your file says similar, and what it says holds.',
      uses: [{ intent: { kind: 'setSimilarity', similarity: 'auto' } }],
    });
  });

  it('names the layer where leaving the cut open would follow the case, and says that it was measured frozen', () => {
    const [cut] = answersOf(project(`${open}case: 4\n`));
    expect(cut?.uses).toEqual([{ words: 'Use this', intent: { kind: 'setCut', layer: 'pool2' } }]);
    expect(cut?.file).toMatch(
      /^Your file cuts after `dense2_relu`, and trains .* with all of the base frozen\.$/,
    );
  });

  it('offers to freeze what it was measured frozen with, where the file cuts there', () => {
    const [cut] = answersOf(project(`${open}cut: pool2\nfreeze: none\n`));
    expect(cut?.uses).toEqual([
      { words: 'Freeze all of it', intent: { kind: 'freezeThrough', layer: 'pool2' } },
    ]);
  });

  it('stays in sight when it may not hold any more, with nothing to put into the file', () => {
    const staleMeasurement = { measurement: unlike, trainingImages: 80, changed: ['images'] as const };
    const of = project(open, { staleMeasurement });
    expect(panel(of)).toMatchObject({
      canMeasure: true,
      found: {
        drawn: 'measured on all of your 80 training pictures',
        stale: 'stale, measured before your pictures changed',
      },
    });
    expect(answersOf(of).flatMap(({ uses }) => uses)).toEqual([]);
    expect(answersOf(of).map(({ file }) => file)).toEqual([null, null, null]);
    expect(evidenceOf(of, 'similar')).toBeNull();
  });
});

describe('what was measured at a layer', () => {
  it('stands at it and in its card, the same object each time', () => {
    const probes = panelProbes(project());
    expect(probes.get('pool2')).toMatchObject({
      accuracy: 0.8,
      isSuggested: true,
      isStale: false,
      majority: 0.4,
    });
    expect(panelProbes(project()).get('pool2')).toBe(probes.get('pool2'));
    const card = layerCard(project(), ['pool2'], () => project());
    expect(card?.facts.at(-1)).toEqual({
      term: 'Measured',
      words: expect.stringContaining('A linear head after pool2 is right about 80 % ± 2 % of the images'),
    });
    expect(layerCard(project(), ['conv1'], () => project())?.facts.map(({ term }) => term)).not.toContain(
      'Measured',
    );
  });

  it('is marked where it may not hold, and left out where it is of another base', () => {
    const stale = (measurement: Measurement) =>
      panelProbes(
        project(open, { staleMeasurement: { measurement, trainingImages: 80, changed: ['images'] } }),
      );
    expect(stale(measuredAs('different', graph)).get('pool2')).toMatchObject({
      isStale: true,
      words: expect.stringContaining('stale'),
    });
    expect(stale({ ...unlike, fingerprint: 'another' }).size).toBe(0);
  });
});

describe('the guide’s error bars', () => {
  const grown = (half: number): Measurement => ({
    ...unlike,
    growth: [
      { images: 25, accuracy: 0.4, error: 0.02 },
      { images: 50, accuracy: half, error: 0.02 },
      { images: 100, accuracy: 0.8, error: 0.02 },
    ],
  });

  it('reach to so few images as measured no worse', () => {
    const evidence = evidenceOf(project(open, { measurement: grown(0.79) }), 'different');
    expect(evidence).toMatchObject({ fewest: 60, climbs: false });
    expect(evidence?.words).toContain('About 60 images measure no worse.');
  });

  it('say that more images help where accuracy climbs', () => {
    expect(evidenceOf(project(open, { measurement: grown(0.6) }), 'different')).toMatchObject({
      fewest: 120,
      climbs: true,
    });
  });

  it('are as long as one standard error is, where the dot stands as far from the other row as was measured', () => {
    const { certainty } = evidenceOf(project(), 'different') ?? {};
    expect(certainty).toBeCloseTo(0.2 / 0.03 - 2, 9);
    // A file that says otherwise puts the dot elsewhere; features that are the best themselves have no error.
    expect(evidenceOf(project(), 'similar')?.certainty).toBeNull();
    const like = project(open, { measurement: measuredAs('similar', graph) });
    expect(evidenceOf(like, 'similar')?.certainty).toBeNull();
  });
});
