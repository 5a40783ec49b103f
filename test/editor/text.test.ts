import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

const example = `# Six groups of emoji.
version: 1
base: demo        # the base
dataset:
  path: images
  validation: 0.2
  similarity: similar
case: auto
`;

describe('in the text', () => {
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
  });
  let text: OpenText;
  beforeEach(async () => {
    text = new OpenText(editor(), 'transfer.yaml');
    await text.set(example);
  });
  const codes = async () => (await text.problems()).map(({ code }) => code);

  it('shows no errors for the example', async () => {
    await eventually(codes).toEqual(['no-class-for-the-rest']);
  });

  it('underlines a wrong key while it is there, and no longer', async () => {
    await text.replace('similarity: similar', 'similarty: similar');
    await eventually(() => text.problems()).toContainEqual({
      code: 'unknown-key',
      severity: 'error',
      message: 'There is no key `similarty` here. Did you mean `similarity`?',
      text: 'similarty',
    });
    await text.replace('similarty', 'similarity');
    await eventually(codes).not.toContain('unknown-key');
  });

  it('underlines what is typed by hand', async () => {
    const { page } = editor();
    await editor().openFile('transfer.yaml');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('frieze: all');
    await page.keyboard.press('Escape');
    await eventually(() => text.problems()).toContainEqual(
      expect.objectContaining({ code: 'unknown-key', text: 'frieze' }),
    );
    for (const _ of 'frieze: all') await page.keyboard.press('Backspace');
    await eventually(codes).not.toContain('unknown-key');
  });

  it('underlines the name of a layer that the base does not have', async () => {
    await text.set(`${example}freeze: { through: conv2_bnx }\n`);
    await eventually(() => text.problems()).toContainEqual(
      expect.objectContaining({ code: 'freeze-unknown', severity: 'error', text: 'conv2_bnx' }),
    );
  });

  it.each([
    ['a tab', 'version: 1\n\tbase: demo\n'],
    ['an open bracket', 'base: [demo\n'],
    ['a list', '- base\n- demo\n'],
    ['nothing', ''],
    ['an alias of itself', 'base: &a [*a]\n'],
    ['a name without end', `base: ${'x'.repeat(100_000)}\n`],
    ['a folder that is not there', 'base: demo\ndataset: { path: /nowhere/at/all }\n'],
    ['a base that is not there', 'base: ./missing/model.json\ndataset: { path: images }\n'],
  ])('answers %s with problems, not with a failure', async (_, bad) => {
    await text.set(bad);
    await eventually(async () => (await text.problems()).some(({ severity }) => severity === 'error')).toBe(
      true,
    );
    for (const { message } of await text.problems()) expect(message).toMatch(/\w.*[.?]$/s);
  });

  it('mends a key and a layer by a quick fix, and nothing else in the text', async () => {
    await text.set(example.replace('similarity: similar', 'similarty: similar # mine'));
    await eventually(codes).toContain('unknown-key');
    const [title] = (await text.fixesAt('similarty')).filter((fix) => fix.includes('similarity'));
    expect(title).toBeDefined();
    await text.applyFix('similarty', title ?? '');
    expect(await text.text()).toBe(example.replace('similarity: similar', 'similarity: similar # mine'));
  });

  it('mends a path that nearly fits by a quick fix, which says the path', async () => {
    await text.set(example.replace('path: images', 'path: imagse'));
    await eventually(() => text.fixesAt('imagse')).toContain('Write images');
    await text.applyFix('imagse', 'Write images');
    expect(await text.text()).toBe(example);
    await eventually(codes).not.toContain('dataset-not-found');
  });

  it('offers both answers where similarity is only assumed', async () => {
    await text.set(example.replace('  similarity: similar\n', ''));
    await eventually(codes).toContain('similarity-assumed');
    const fixes = await text.fixesAt('dataset:');
    expect(fixes).toContainEqual(expect.stringMatching(/^Similar to/));
    const different = fixes.find((title) => /^Different from/.test(title));
    await text.applyFix('dataset:', different ?? '');
    expect(await text.text()).toContain('  similarity: different\n');
    await eventually(codes).not.toContain('similarity-assumed');
  });

  it('shows some pictures of a class where its name is pointed at', async () => {
    await text.set(example.replace('  similarity', '  classes: [animals, food]\n  similarity'));
    await eventually(() => text.hoverAt('food')).toMatch(
      /^\*\*food\*\* · \d+ images\n\n!\[[^\]]+\]\(data:image\/jpeg;base64,/,
    );
  });

  it('completes keys, values, layers and classes', async () => {
    await text.set(`${example}fr\n`);
    await eventually(() => text.completionsAfter('\nfr')).toEqual(expect.arrayContaining(['freeze']));
    await text.set(`${example}freeze: \n`);
    expect(await text.completionsAfter('freeze: ')).toEqual(expect.arrayContaining(['auto', 'all', 'none']));
    await text.set(`${example}cut: \n`);
    expect(await text.completionsAfter('cut: ')).toEqual(expect.arrayContaining(['auto', 'pool2', 'dense2']));
    await text.set(`${example}freeze: { through: c }\n`);
    expect(await text.completionsAfter('through: c')).toEqual(expect.arrayContaining(['conv1', 'conv2']));
    await text.set(example.replace('  validation', '  classes: [animals, ]\n  validation'));
    expect(await text.completionsAfter('[animals, ')).toEqual(expect.arrayContaining(['clothing', 'food']));
  });

  it('says what keys and layers are', async () => {
    await text.set(`${example}freeze: { through: conv2_bn }\n`);
    expect(await text.hoverAt('validation')).toMatch(/validation/i);
    await eventually(() => text.hoverAt('conv2_bn')).toMatch(/BatchNormalization[\s\S]*256/);
  });

  it('shows over the text what a run would do', async () => {
    await eventually(() => text.codeLenses()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/Train · case 1 · the head alone, under 0\.1 % of the weights/),
        expect.stringContaining('Open Designer'),
      ]),
    );
  });

  it('shows within the text what auto means', async () => {
    await text.set(`${example}cut: auto\nfreeze: [conv*]\n`);
    await eventually(() => text.inlayHints()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^8: .*1/), expect.stringMatching(/^9: .*dense2/)]),
    );
  });

  it('outlines the file', async () => {
    await eventually(() => text.outline()).toEqual(expect.arrayContaining(['base', 'dataset', 'case']));
  });
});
