import { describe, expect, it } from 'vitest';
import type { Project } from '../../../src/launch/project/project';
import { panelView } from '../../../src/views/panel-view';
import type { RunView } from '../../../src/views/run-view';
import { noneTried } from '../../../src/views/tried';
import { dataset } from '../../fixtures/folder-facts';
import { noStudy } from '../../fixtures/studied';
import { result } from '../../fixtures/terminal-sample';
import { header, project } from '../language/support/project';
import { run } from './support/runs';

function view(given: Project, runs: readonly RunView[] = [], wantedCurves: readonly string[] = []) {
  return panelView({
    ...{ revision: 7, title: 'pets/transfer.yaml', pinned: false, restricted: null, project: given, runs },
    check: undefined,
    looking: undefined,
    pilot: { going: null, found: null, failure: '' },
    study: noStudy,
    cluster: null,
    measuring: { kind: 'idle' },
    sheetAddress: (file) => `vscode:models/${file}`,
    tried: noneTried,
    pictureAddress: (file) => (file.endsWith('secret.jpg') ? undefined : `vscode:${file}`),
    wantedCurves,
  });
}

const states = (text: string) =>
  Object.fromEntries(view(project(text)).graph?.layers.map(({ name, state }) => [name, state]) ?? []);

describe('the layers of the view', () => {
  it('are the base with its states, then the head', () => {
    const { graph } = view(project(`${header}cut: pool2\nfreeze: { through: pool1 }\n`));
    expect(graph?.cut).toBe('pool2');
    const words = graph?.layers.map(
      ({ name, state, canFreeze }) => `${name} ${state}${canFreeze ? ' x' : ''}`,
    );
    expect(words).toEqual([
      'input follows',
      'conv1 frozen x',
      'bn1 frozen x',
      'relu1 follows',
      'pool1 follows',
      'conv2 trainable x',
      'bn2 trainable x',
      'relu2 follows',
      'pool2 follows',
      ...['conv3', 'bn3', 'relu3', 'pool3', 'flatten', 'dense1', 'dense1_relu'].map(
        (name) => `${name} sliced off`,
      ),
      ...['dense2', 'dense2_relu', 'dense3', 'softmax'].map((name) => `${name} sliced off`),
      'head_pool new',
      'head_classes new',
      'head_softmax new',
    ]);
  });

  it('lead from the cut into the head, and on', () => {
    const layers = view(project(`${header}cut: pool2\n`)).graph?.layers ?? [];
    const head = layers.filter(({ state }) => state === 'new').map(({ inbound }) => inbound);
    expect(head).toEqual([['pool2'], ['head_pool'], ['head_classes']]);
  });

  it('show where the base can be cut', () => {
    const layers = view(project(header)).graph?.layers ?? [];
    expect(layers.filter(({ isCut }) => isCut).map(({ name }) => name)).toEqual(['dense2_relu']);
    expect(layers.find(({ name }) => name === 'conv2')?.canCut).toBe(true);
    expect(layers.find(({ state }) => state === 'new')?.canCut).toBe(false);
  });

  it('follow what the phases train', () => {
    const text = `${header}train:\n  phases:\n    - { train: head }\n    - { train: [conv2, head] }\n`;
    expect(states(text)).toMatchObject({
      conv1: 'frozen',
      conv2: 'trainable',
      bn2: 'frozen',
      pool2: 'follows',
    });
  });

  it('are there while errors keep the plan away, also a cut that is none', () => {
    expect(states(`${header}batch: 3\nfreeze: none\n`)).toMatchObject({ conv1: 'trainable' });
    expect(states(`${header}cut: nowhere\n`)).toMatchObject({ conv1: 'frozen', dense3: 'sliced off' });
    expect(view(project(`${header}cut: nowhere\n`)).graph?.layers.some(({ canFreeze }) => canFreeze)).toBe(
      false,
    );
  });

  it('keep their fingerprint where only states change', () => {
    const fingerprint = (text: string) => view(project(text)).graph?.fingerprint;
    expect(fingerprint(`${header}freeze: none\n`)).toBe(fingerprint(header));
    expect(fingerprint(`${header}cut: pool2\n`)).not.toBe(fingerprint(header));
    expect(fingerprint(`${header}head: { layers: [{ dense: 8 }] }\n`)).not.toBe(fingerprint(header));
  });

  it('are missing with a reason', () => {
    const none = (text: string, facts: object) =>
      view(project(text, { graph: undefined, ...facts } as never));
    expect(none('dataset: { path: images }\n', {}).graphMissing).toMatch(/base/);
    expect(none(header, {}).graphMissing).toBe('The base is being looked for.');
    const baseProblem = { code: 'base-missing', message: 'There is no base called demo.' };
    expect(none(header, { baseProblem })).toMatchObject({ graph: null, graphMissing: baseProblem.message });
  });
});

describe('guide and cost of the view', () => {
  it('are those of the suggestion and the plan', () => {
    const { guide, cost, problems } = view(project(`${header}case: 3\n`));
    expect(guide).toMatchObject({ suggested: 1, images: 100, dividingLine: 44_721 });
    expect(guide).toMatchObject({ size: 'small', similarity: 'similar', similaritySource: 'declared' });
    expect(cost).toMatchObject({ frozenParams: 0, trainingImages: 80, estimatedSeconds: null });
    expect(problems.errors).toBe(0);
    expect(problems.warnings).toBeGreaterThan(0);
    expect(problems.first[0]).toMatchObject({ severity: 'warning' });
  });

  it('say what the file does beside what is suggested, and where it would be at home', () => {
    const yours = (rest: string) => view(project(`${header}${rest}`)).guide?.yours;
    expect(yours('')).toEqual({
      ...{ trains: 'the head alone, under 0.1 % of the weights', differs: [], canGoBack: false, fits: null },
    });
    expect(yours('freeze: { through: flatten }\n')).toEqual({
      trains: 'from `dense1` on, 96 % of the weights',
      differs: ['Case 1 keeps all of the base frozen; in the file it is frozen through `flatten`.'],
      canGoBack: true,
      // Two of five weight layers: two fifths of the way from 2,000 to the dividing line, in powers.
      fits: { images: expect.closeTo(2_000 * (44_721 / 2_000) ** 0.4), similarity: 'similar' },
    });
    expect(yours('case: 3\n')).toMatchObject({
      trains: 'everything, 100 % of the weights',
      differs: [
        'The file says case 3 (large and similar).',
        expect.stringMatching(/nothing of the base is frozen/),
      ],
      fits: { images: 44_721, similarity: 'similar' },
    });
    expect(yours('cut: pool1\n')).toMatchObject({
      trains: expect.stringMatching(/^the head alone, 99 %/),
      fits: { images: 100, similarity: 'different' },
    });
    expect(yours('init: random\n')?.fits).toEqual({ images: 44_721, similarity: 'different' });
    expect(yours('freeze: [conv2, conv3]\n')?.trains).toMatch(/^6 of 8 layers of the base and the head/);
  });

  it('follow the line of the file', () => {
    const { guide } = view(project(`${header}  dividingLine: 50\n`));
    expect(guide).toMatchObject({ dividingLine: 50, suggested: 3, size: 'large' });
  });

  it('count a cache that several phases share once', () => {
    const one = view(project(header)).cost?.cacheBytes;
    const two = view(
      project(
        `${header}train:\n  phases:\n    - { train: head, epochs: 3 }\n    - { train: head, epochs: 5 }\n`,
      ),
    ).cost?.cacheBytes;
    expect(one).toBeGreaterThan(0);
    expect(two).toBe(one);
  });

  it('are missing while nothing is known', () => {
    const { guide, cost } = view(project('bas: demo\n', { dataset: dataset({}) }));
    expect(cost).toBeNull();
    expect(guide?.suggested ?? null).toBe(guide ? 1 : null);
  });
});

describe('problems of the view', () => {
  const text = `${header}batch: 3\nfreeze: [nowhere, conv9]\ncolour: red\nweight: 2\n`;

  it('are counted by kind, and the first three named with their place: the worst first, then by the text', () => {
    const { problems } = view(project(text));
    expect(problems.errors).toBeGreaterThan(3);
    expect(problems.first).toHaveLength(3);
    const line = (word: string) => text.slice(0, text.indexOf(word)).split('\n').length;
    expect(problems.first[0]).toMatchObject({ severity: 'error', line: line('batch:'), column: 1 });
    expect(problems.first.map(({ line: at }) => at)).toEqual(
      problems.first.map(({ line: at }) => at).toSorted((one, other) => one - other),
    );
  });

  it('are told apart by whether a cluster has them too', () => {
    const layers = Array.from({ length: 16 }, () => '{ dense: 65536 }').join(', ');
    const huge = `${header}head: { layers: [${layers}] }\n`;
    expect(view(project(huge)).problems).toMatchObject({ errors: 1, errorsHereAlone: 1 });
    expect(view(project(`${huge}batch: 3\n`)).problems).toMatchObject({ errors: 2, errorsHereAlone: 1 });
  });

  it('are also what is only a note', () => {
    const noted = project(header);
    const { problems } = noted.result;
    const note = { code: 'x', severity: 'information', message: 'A note.', path: [] } as const;
    const range = { start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2 };
    const result = { ...noted.result, problems: [...problems, { ...note, range }] };
    expect(view({ ...noted, result }).problems.notes).toBe(
      1 + problems.filter(({ severity }) => severity === 'information').length,
    );
  });
});

describe('runs of the view', () => {
  it('show the one that is going on before newer ones, and all in the table', () => {
    const going = run({ name: 'going', state: 'running', result: null });
    const shown = view(project(header), [run({ name: 'newer' }), going]);
    expect(shown.run?.name).toBe('going');
    expect(shown.pastRuns.map(({ name }) => name)).toEqual(['newer', 'going']);
    expect(shown.pastRuns[0]).toMatchObject({
      validation: { count: '27 of 30', share: 0.9 },
      test: {
        count: '54 of 60',
        sentence: expect.stringMatching(/^Right on 54 of 60 test images/),
      },
    });
    expect(view(project(header), [run()]).run?.told.validation).toMatch(
      /^Right on 27 of 30 validation images.*\(exact paired test for the best of 37 epochs, p = 0\.0015\)/,
    );
    expect(shown.pastRuns[1]).toMatchObject({ validation: null, test: null });
    expect(view(project(header)).run).toBeNull();
  });

  it('have the curves of the run that is shown, and of those that the panel asked for', () => {
    const going = run({ folder: '/pets/runs/going', state: 'running', result: null, epochs: [] });
    const others = ['/pets/runs/a', '/pets/runs/b'].map((folder) => run({ folder }));
    const shown = view(project(header), [going, ...others], ['/pets/runs/b', '/elsewhere/runs/c']);
    expect(Object.keys(shown.curves)).toEqual(['/pets/runs/going', '/pets/runs/b']);
    expect(shown.curves['/pets/runs/b']).toHaveLength(37);
  });

  it('have a column for each setting that differs between them, and all others to be searched', () => {
    const { plan } = run();
    const [phase] = plan.phases;
    if (!phase) throw new Error('There must be a phase.');
    const frozen = plan.layers.find(({ params, origin }) => params > 0 && origin === 'base')?.name;
    const other = run({
      folder: '/pets/runs/other',
      plan: {
        ...plan,
        layers: plan.layers.map((layer) => (layer.name === frozen ? layer : { ...layer, frozen: false })),
        training: { ...plan.training, batchSize: 16 },
        phases: [{ ...phase, epochs: 5, cache: null }],
      },
    });
    const { runSettings, pastRuns } = view(project(header), [run(), other]);
    expect(runSettings.columns).toEqual([
      { name: 'freeze', title: 'freeze' },
      { name: 'train.batchSize', title: 'batchSize' },
      { name: 'phase 1: epochs', title: 'epochs' },
    ]);
    expect(pastRuns.map(({ settings }) => settings)).toEqual([
      ['all', '32', '200'],
      [`through ${frozen}`, '16', '5'],
    ]);
    expect(runSettings.same).toContain(`cut ${plan.cut}\n`);
    expect(runSettings.same).not.toContain('batchSize');
    const two = run({
      folder: '/pets/runs/two',
      plan: { ...plan, phases: [phase, { ...phase, epochs: 7 }] },
    });
    const more = view(project(header), [run(), two]);
    expect(more.runSettings.columns.map(({ title }) => title)).toContain('epochs, phase 2');
    expect(more.pastRuns[0]?.settings.filter((value) => value !== '')).toEqual([]);
  });

  it('have what they came to in figures, where there are any', () => {
    const failed = run({ folder: '/pets/runs/failed', state: 'failed', result: null, seconds: {} });
    const [finished, other] = view(project(header), [run(), failed]).pastRuns;
    expect(finished).toMatchObject({ loss: result.validation.loss, seconds: 9.1 });
    expect(other).toMatchObject({ loss: null, seconds: null, begun: expect.stringMatching(/^4 May /) });
  });

  it('are what was told before where neither they nor the settings have changed', () => {
    const runs = Array.from({ length: 3 }, (_, index) => run({ folder: `/pets/runs/${index}` }));
    const before = view(project(header), runs).pastRuns;
    const after = view(project(header), [runs[0]!, run({ folder: '/pets/runs/1' }), runs[2]!]).pastRuns;
    expect(after.map((one, index) => one === before[index])).toEqual([true, false, true]);
  });

  it('can be gone on with where they stopped, are the user’s own, and would not fail so again', () => {
    const given = project(header);
    const { plan } = given.result;
    if (!plan) throw new Error('There must be a plan.');
    const resumable = (changes: Partial<RunView>) => {
      const shown = view(given, [run({ plan, result: null, ...changes })]);
      expect(shown.run?.resumable).toBe(shown.pastRuns[0]?.resumable);
      return shown.run?.resumable;
    };
    expect(resumable({ state: 'stopped' })).toBe(true);
    expect(resumable({ state: 'interrupted' })).toBe(true);
    expect(resumable({ state: 'failed', failureCode: 'disk-full' })).toBe(true);
    expect(resumable({ state: 'failed', failureCode: 'loss-not-finite' })).toBe(false);
    expect(resumable({ state: 'stopped', madeHere: false })).toBe(false);
    expect(resumable({ state: 'running' })).toBe(false);
  });

  it('stand not beside Train to be gone on with where their base has become another one', () => {
    const given = project(header);
    const { plan } = given.result;
    if (!plan) throw new Error('There must be a plan.');
    const resumable = (base: typeof plan.base) =>
      view(given, [run({ state: 'stopped', result: null, plan: { ...plan, base } })]).run?.resumable;
    expect(resumable(plan.base)).toBe(true);
    expect(resumable({ ...plan.base, fingerprint: '0'.repeat(64) })).toBe(false);
    // The file names another base by now, and the run goes on with its own.
    expect(resumable({ ...plan.base, model: 'other', fingerprint: '0'.repeat(64) })).toBe(true);
  });

  it('say what they do while they go on, and nothing of it afterwards', () => {
    const going = run({ state: 'running', result: null });
    const shown = view(project(header), [going]).run;
    expect(shown?.doing).toMatch(/^epoch 37 of \d+, /);
    expect(shown?.done).toBeGreaterThan(0);
    expect(view(project(header), [{ ...going, stopping: true }]).run).toMatchObject({ stopping: true });
    expect(view(project(header), [run()]).run).toMatchObject({ doing: '', done: null });
  });

  it('give pictures of mistakes on test images, those that may be loaded', () => {
    const wrong = ['cat/rex.jpg', 'dog/secret.jpg'].map((file) => ({
      ...{ file, label: 'dog', predicted: 'cat', probability: 0.9 },
    }));
    const test = { ...result.validation, wrong };
    const shown = view(project(header), [run({ result: { ...result, test } })]);
    expect(shown.run?.pictures).toEqual({ 'cat/rex.jpg': 'vscode:/pictures/images-test/cat/rex.jpg' });
  });

  it('estimate the time from a finished run with the same base', () => {
    const given = project(header);
    const { plan } = given.result;
    if (!plan) throw new Error('There must be a plan.');
    const known = run({ plan, seconds: { 'read images': 1, 'frozen prefix': 10, train: 20 }, epochs: [] });
    // 80 images train in 3 steps an epoch, and the phase takes 1,000 steps at least.
    const epochs = Array.from({ length: 334 }, (_, index) => ({
      ...run().epochs[0]!,
      epoch: index + 1,
    }));
    expect(view(given, [{ ...known, epochs }]).cost?.estimatedSeconds).toBeCloseTo(31, 5);
    const half = epochs.slice(0, epochs.length / 2);
    expect(view(given, [{ ...known, epochs: half }]).cost?.estimatedSeconds).toBeCloseTo(51, 5);
    const stated = project(`${header}train: { phases: [{ train: head, epochs: 167 }] }\n`);
    expect(view(stated, [{ ...known, epochs }]).cost?.estimatedSeconds).toBeCloseTo(21, 5);
    const other = { ...plan, base: { ...plan.base, fingerprint: '0'.repeat(64) } };
    expect(view(given, [{ ...known, plan: other }]).cost?.estimatedSeconds).toBeNull();
  });
});
