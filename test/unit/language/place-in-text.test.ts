import { describe, expect, it } from 'vitest';
import { placeAt, typingPlaceAt } from '../../../src/language/place-in-text';

/** The text without its `|`, and where that stood. */
function cursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.replace('|', ''), offset };
}

function typing(marked: string) {
  const { text, offset } = cursor(marked);
  const place = typingPlaceAt(text, offset);
  return place && { path: place.path.join('.'), role: place.role, others: place.others };
}

describe('typingPlaceAt', () => {
  it.each([
    ['|', '', 'either'],
    ['ba|', '', 'either'],
    ['base: demo\n|', '', 'key'],
    ['base: demo\nda|\ncase: 1\n', '', 'key'],
    ['base: |', 'base', 'value'],
    ['base: de|mo\n', 'base', 'value'],
    ['base:|', 'base', 'value'],
    ['dataset:\n  |', 'dataset', 'either'],
    ['dataset:\n  path: images\n  si|\n', 'dataset', 'key'],
    ['dataset:\n  path: images\n  |\ncase: 1\n', 'dataset', 'key'],
    ['dataset: { path: images, | }', 'dataset', 'key'],
    ['freeze: [|]', 'freeze.0', 'value'],
    ['freeze: [conv1, |]', 'freeze.1', 'value'],
    ['freeze: { through: | }', 'freeze.through', 'value'],
    ['freeze:\n  - conv1\n  - |', 'freeze.1', 'either'],
    ['train:\n  phases:\n    - |', 'train.phases.0', 'either'],
    ['train:\n  phases:\n    - train: head\n      |', 'train.phases.0', 'key'],
    ['train:\n  phases:\n    - { train: [conv*, |] }', 'train.phases.0.train.1', 'value'],
    ['head:\n  layers: [{ | }]', 'head.layers.0', 'key'],
  ])('is found at the mark in %j', (marked, path, role) => {
    expect(typing(marked)).toMatchObject({ path, role });
  });

  it('knows the other keys of the map, not the one that is typed', () => {
    expect(typing('dataset:\n  path: images\n  te|: x\n  size: small\n')?.others).toEqual(['path', 'size']);
    expect(typing('base: demo\nda|\ncase: 1\n')?.others).toEqual(['base', 'case']);
  });

  it('gives the word and whether a colon follows it', () => {
    const { text, offset } = cursor('base: demo\ncu|t : auto\n');
    expect(typingPlaceAt(text, offset)).toMatchObject({ start: 11, end: 14, hasColon: true });
  });

  it('is nowhere after a value that is done', () => {
    expect(typing('case: 1 |\n')).toBeUndefined();
    expect(typing('freeze: [conv1 |]\n')).toBeUndefined();
  });

  it('is nowhere in comments and in text that is none', () => {
    expect(typing('base: demo # the |base\n')).toBeUndefined();
    expect(typing('\u0000|')).toBeUndefined();
  });
});

describe('placeAt', () => {
  it.each([
    ['ba|se: demo', 'base', 'key'],
    ['base: de|mo', 'base', 'value'],
    ['freeze: [conv1, co|nv2]', 'freeze.1', 'value'],
    ['train:\n  phases:\n    - { ep|ochs: 3 }', 'train.phases.0.epochs', 'key'],
  ])('is found at the mark in %j', (marked, path, role) => {
    const { text, offset } = cursor(marked);
    const place = placeAt(text, offset);
    expect(place && { path: place.path.join('.'), role: place.role }).toEqual({ path, role });
  });

  it.each(['base: demo  | ', '# ba|se\nbase: demo\n', '|'])('is nothing at %j', (marked) => {
    const { text, offset } = cursor(marked);
    expect(placeAt(text, offset)).toBeUndefined();
  });
});
