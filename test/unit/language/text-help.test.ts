import { describe, expect, it } from 'vitest';
import { catalog } from '../../../src/catalog/catalog';
import { offersAt } from '../../../src/language/completions';
import { hintsOf } from '../../../src/language/hints';
import { hoverAt } from '../../../src/language/hover-text';
import { layerMention } from '../../../src/language/layer-mention';
import { layerOfLine, layerSheet, lineOfLayer } from '../../../src/language/layer-sheet';
import { suggestionTitle, trainTitle } from '../../../src/language/lens-titles';
import { type OutlineItem, outlineOf } from '../../../src/language/outline-items';
import { header, project } from './support/project';

/** The project of the text without its `|`, and where that stood. */
function cursor(marked: string) {
  return { given: project(marked.replace('|', '')), offset: marked.indexOf('|') };
}

function offers(marked: string) {
  const { given, offset } = cursor(marked);
  const around = { bases: ['demo'], folders: ['images', 'images-test'], lists: ['pets of 2026.parquet'] };
  return offersAt(given, offset, around)?.offers ?? [];
}

const labels = (marked: string) => offers(marked).map(({ label }) => label);

// Those for other sizes and without a classifier come last.
const variants = catalog.filter(({ variantOf }) => variantOf !== undefined);
const published = [...catalog.filter((base) => !variants.includes(base)), ...variants];
const bases = ['demo', ...published.map(({ name }) => name), 'hf:owner/name'];

/** What a snippet writes, its fields filled with what they offer. */
const written = (insert: string) => insert.replace(/\$\{\d+[:|]([^}|,]*)[^}]*\}/g, '$1').replace(/\$\d/g, '');

describe('the whole files that completion offers', () => {
  const snippets = (marked: string) => offers(marked).filter(({ kind }) => kind === 'snippet');

  it('are plans of the four cases without a problem of their own, once each', () => {
    const plans = snippets('|').map(({ insert }) => project(written(insert)).result);
    expect(plans.map(({ plan }) => plan?.case)).toEqual([1, 2, 3, 4]);
    for (const { problems } of plans)
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('leave out what the file has already', () => {
    const marked = `${header}transf|`;
    const files = snippets(marked).map(({ insert }) => written(insert));
    expect(files.map((text) => text.split('\n')[0])).toEqual(Array(4).fill('version: 1'));
    for (const [index, text] of files.entries()) {
      const { problems, plan } = project(`${header}${text}`).result;
      expect(problems.map(({ code }) => code)).not.toContain('duplicate-key');
      expect(plan?.case).toBe(index + 1);
    }
  });

  it.each([
    `${header}  |`,
    `${header}cut: |`,
    `${header}train:\n  |`,
    `${header}case: 1\n|`,
    `${header}# |`,
    '{ base: demo, | }',
    'base: |',
  ])('are not offered at %j', (marked) => {
    expect(snippets(marked)).toEqual([]);
  });
});

describe('completion', () => {
  it('offers the keys that are not there yet, each with its meaning', () => {
    const keys = labels(`${header}|`);
    expect(keys).toEqual(expect.arrayContaining(['cut', 'freeze', 'head', 'train']));
    expect(keys).not.toContain('base');
    const [cut] = offers(`${header}|`).filter(({ label }) => label === 'cut');
    expect(cut).toMatchObject({
      insert: 'cut: ',
      documentation: expect.stringContaining('last layer of the base'),
    });
    expect(cut?.documentation).toContain("Left out: the case's.");
  });

  it.each([
    [`${header}  |`, 'dividingLine', 'dividingLine: '],
    [`${header}trai|`, 'train', 'train:\n  '],
    [`${header}train: { au|`, 'augment', 'augment: '],
    [`${header}trai|:\n  seed: 1\n`, 'train', 'train'],
    ['|', 'base', 'base: '],
    [`${header}head:\n  |`, 'layers', 'layers: '],
    [`${header}train:\n  phases:\n    - |`, 'learningRate', 'learningRate: '],
  ])('at %j offers %s', (marked, label, insert) => {
    expect(offers(marked)).toContainEqual(expect.objectContaining({ label, insert, kind: 'key' }));
  });

  it.each([
    [`${header}case: |`, ['auto', '1', '2', '3', '4']],
    ['base: |', bases],
    ['base: { model: | }', bases],
    ['dataset:\n  path: |', ['images', 'images-test', 'pets of 2026.parquet']],
    [`${header}  validation: |`, ['images', 'images-test', 'pets of 2026.parquet']],
    [`${header}  test: |`, ['images', 'images-test', 'pets of 2026.parquet']],
    [`${header}train: { optimizer: | }`, ['adam', 'sgd', 'momentum', 'rmsprop']],
    [`${header}  classes: [dogs, |]`, ['cats', 'neither']],
    [`${header}freeze: |`, ['auto', 'all', 'none', '{ through: … }', '[ … ]']],
    [`${header}head: { layers: [{ dense: 8, | }] }`, []],
  ])('at %j offers %j', (marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it('offers the layers of the real base: after which it can be cut, and which can be frozen', () => {
    const cuts = labels(`${header}cut: |`);
    expect(cuts).toEqual(expect.arrayContaining(['auto', 'pool2', 'dense2_relu']));
    expect(labels(`${header}cut: pool2\nfreeze: [|]`)).toEqual(['conv1', 'bn1', 'conv2', 'bn2']);
    const phases = `${header}train:\n  phases:\n    - train: [|]\n`;
    expect(labels(phases)).toEqual(expect.arrayContaining(['head', 'conv1', 'dense2']));
    expect(labels(phases)).not.toContain('relu1');
    expect(labels(`${header}cut: pool2\nfreeze: { through: | }`)).toEqual(['conv1', 'pool1', 'conv2']);
    const [conv1] = offers(`${header}freeze: [|]`).filter(({ label }) => label === 'conv1');
    expect(conv1?.detail).toBe('Conv2D, 64 × 64 × 16, 448 weights');
  });

  it('offers class names for class weights, and nothing in comments', () => {
    expect(labels(`${header}train:\n  classWeights:\n    cats: 1\n    |`)).toEqual(['dogs', 'neither']);
    expect(labels(`${header}# |`)).toEqual([]);
  });
});

describe('hovers', () => {
  const hover = (marked: string) => {
    const { given, offset } = cursor(marked);
    return hoverAt(given, offset)?.text;
  };

  it('tell meaning, values, unit and default of a key', () => {
    const text = hover(`${header}train:\n  batch|Size: 32\n`);
    expect(text).toContain('**train.batchSize**');
    expect(text).toContain('How many images make one step.');
    expect(text).toContain('Unit: images.');
    expect(text).toContain('Left out: 32.');
  });

  it('tell shape, weights and state of a layer', () => {
    expect(hover(`${header}cut: po|ol2\n`)).toBe(
      '**pool2** · MaxPooling2D\n\nOutput 16 × 16 × 32 · 0 weights\n\nFollows: it has no weights, so there is nothing to freeze or train.\n\nThe base is cut after it.',
    );
    expect(hover(`${header}cut: pool2\nfreeze: [con|v3]\n`)).toContain('Sliced off');
    expect(hover(`${header}freeze: ["conv|1"]\n`)).toContain('448 weights');
  });

  it('tell which layers a pattern takes in', () => {
    expect(hover(`${header}freeze: [conv|*]\n`)).toBe(
      '`conv*` matches 3 layers with weights: `conv1`, `conv2` and `conv3`.',
    );
    expect(hover(`${header}freeze: [x|*]\n`)).toBe('`x*` matches no layer of the base.');
    expect(hover(`${header}freeze: ["*|1"]\n`)).toMatch(
      /matches 3 layers with weights \(and 2 layers without weights\)/,
    );
  });

  it('tell what a word means, and nothing where there is nothing', () => {
    expect(hover(`${header}freeze: al|l\n`)).toBe('`all`: No kept layer of the base trains.');
    expect(hover(`${header}unkn|own: 1\n`)).toBeUndefined();
    expect(hover(`${header}# com|ment\n`)).toBeUndefined();
  });
});

describe('hints', () => {
  const hints = (text: string) => {
    const given = project(text);
    return hintsOf(given).map((hint) =>
      `${text.slice(0, hint.offset).split('\n').at(-1)} ${hint.text}`.trim(),
    );
  };

  it('tell what each written auto stands for', () => {
    const text =
      'base: demo\ndataset: { path: images, size: auto, similarity: auto }\ncase: auto\ncut: auto\nfreeze: auto\ninit: auto\nhead: { pool: auto }\n';
    expect(hints(text)).toEqual([
      'dataset: { path: images, size: auto = small',
      'dataset: { path: images, size: auto, similarity: auto = similar (assumed)',
      'case: auto = 1 (small and similar)',
      'cut: auto = dense2_relu',
      'freeze: auto = all',
      'init: auto = pretrained',
      'head: { pool: auto = nothing to pool',
    ]);
  });

  it('count the layers of patterns and prefixes, where they stand', () => {
    expect(hints(`${header}freeze: [conv*, bn1, "x*"]\n`)).toEqual([
      'freeze: [conv* 3 layers',
      'freeze: [conv*, bn1, "x*" 0 layers',
    ]);
    expect(hints(`${header}freeze: { through: pool2 }\n`)).toEqual(['freeze: { through: pool2 4 layers']);
    expect(hints(`${header}train:\n  phases:\n    - { train: [dense*, head] }\n`)).toEqual([
      '- { train: [dense* 2 layers',
    ]);
  });

  it('tell nothing where nothing is known', () => {
    expect(hintsOf(project('cut: auto\n', { graph: undefined } as never))).toEqual([]);
  });
});

describe('the titles over the file', () => {
  const titleOf = (text: string) => {
    const { result, parsed } = project(text);
    return trainTitle(result, parsed);
  };

  it('tell what trains, and of which case that is', () => {
    expect(titleOf(header)).toBe('Train · case 1 · the head alone, under 0.1 % of the weights');
    expect(titleOf(`${header}case: 3\n`)).toBe('Train · case 3 · everything, 100 % of the weights');
    expect(titleOf(`${header}freeze: { through: flatten }\n`)).toBe(
      'Train · from dense1 on, 96 % of the weights',
    );
  });

  it('offer the way back to the suggestion', () => {
    expect(suggestionTitle(project(header).result)).toBe('Back to the suggestion: case 1, small and similar');
  });

  it('tell how many errors stand in the way', () => {
    expect(titleOf(`${header}cut: nowhere\n`)).toBe('Train · an error stands in the way');
    expect(titleOf(`${header}cut: nowhere\nbatch: 3\n`)).toBe('Train · 2 errors stand in the way');
  });
});

describe('layers and the text', () => {
  const { parsed } = project(`${header}cut: pool3\nfreeze: [conv1, conv*]\n`);
  const mention = (text: string, layer: string) => {
    const range = layerMention(project(text), layer);
    return range && text.slice(range.start, range.end);
  };

  it('leads from a layer to where the file speaks of it', () => {
    const { text } = parsed;
    expect(mention(text, 'conv1')).toBe('conv1');
    expect(mention(text, 'conv2')).toBe('conv*');
    expect(mention(text, 'pool3')).toBe('pool3');
    expect(mention(text, 'bn1')).toBe('freeze');
    expect(mention('base: demo\n', 'bn1')).toBe('base');
    expect(mention('dataset: {}\n', 'bn1')).toBeUndefined();
  });

  it('lists the layers as a text with a line each', () => {
    const given = project(header);
    const lines = layerSheet(given).split('\n');
    const line = lineOfLayer(given, 'conv2') ?? -1;
    expect(lines[line]).toBe('conv2, Conv2D, 32 × 32 × 32, 4,640 weights, frozen');
    expect(layerOfLine(given, line)).toBe('conv2');
    expect(lines).toContainEqual(expect.stringMatching(/^dense2_relu, .*follows, the cut$/));
    expect(lineOfLayer(given, 'no_such')).toBeUndefined();
  });
});

describe('the outline', () => {
  const shown = (items: readonly OutlineItem[], depth = 0): readonly string[] =>
    items.flatMap(({ name, detail, children }) => [
      `${' '.repeat(depth)}${name}${detail ? ` = ${detail}` : ''}`,
      ...shown(children, depth + 1),
    ]);

  it('shows keys with their values, and phases by number', () => {
    const text = 'base: demo\ntrain:\n  seed: 1\n  phases:\n    - { train: head }\n    - train: everything\n';
    expect(shown(outlineOf(text))).toEqual([
      'base = demo',
      'train',
      ' seed = 1',
      ' phases',
      '  1 = { train: head }',
      '   train = head',
      '  2',
      '   train = everything',
    ]);
  });

  it('keeps each name inside its place, also half typed', () => {
    for (const text of ['base:', 'a: [1, {b: }]', '? x\n: y', 'train:\n  - \n  - x', ': 3', 'x']) {
      const check = ({ start, end, nameStart, nameEnd, name, children }: OutlineItem): void => {
        expect(name).not.toBe('');
        expect(nameStart).toBeGreaterThanOrEqual(start);
        expect(nameEnd).toBeLessThanOrEqual(end);
        children.forEach(check);
      };
      outlineOf(text).forEach(check);
    }
  });
});
