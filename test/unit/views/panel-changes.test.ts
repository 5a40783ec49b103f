import { describe, expect, it } from 'vitest';
import { changeBetween } from '../../../src/views/panel-changes';
import { changed } from '../../../webview/changed';

describe('what is sent of a view that was changed', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }],
    ['a value that was none', { a: null }, { a: { b: 1 } }],
    ['a value that is none', { a: { b: 1 } }, { a: null }],
    ['an entry of a list', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 3 }]],
    ['a longer list', [1, 2], [1, 2, 3]],
    ['a shorter list', [1, 2], [1]],
    ['a list in place of an object', { a: { 0: 1 } }, { a: [1] }],
    ['another key', { a: { b: 1 } }, { a: { c: 1 } }],
    ['a key more', { a: { b: 1 } }, { a: { b: 1, c: 2 } }],
    ['an empty object', { a: {} }, { a: { b: 1 } }],
    ['a key that every object inherits', {}, { toString: 'x' }],
    ['a text', 'a', 'b'],
  ];
  it.each(cases)('makes the view again: %s', (_name, before, after) => {
    const change = changeBetween(before, after);
    if (change === undefined) throw new Error('No change was found.');
    // As a message it is copied.
    expect(changed(before, structuredClone(change))).toEqual(after);
  });

  it('is nothing where nothing changed', () => {
    expect(changeBetween({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBeUndefined();
  });

  it('is only what changed', () => {
    const before = { revision: 1, layers: [{ state: 'frozen' }, { state: 'frozen' }], file: 'x' };
    const after = { revision: 2, layers: [{ state: 'frozen' }, { state: 'trainable' }], file: 'x' };
    expect(changeBetween(before, after)).toEqual({
      parts: {
        revision: { whole: 2 },
        layers: { parts: { 1: { parts: { state: { whole: 'trainable' } } } } },
      },
    });
  });

  it('is of a list that became longer only what was added, and of an object only the keys that are new', () => {
    expect(changeBetween({ a: [1, 2] }, { a: [1, 2, 3] })).toEqual({
      parts: { a: { parts: { 2: { whole: 3 } } } },
    });
    expect(changeBetween({ a: { b: 1 } }, { a: { b: 1, c: 2 } })).toEqual({
      parts: { a: { parts: { c: { whole: 2 } } } },
    });
  });

  it('leaves what did not change the same object, and the view before as it was', () => {
    const before = { layers: [{ state: 'frozen' }, { state: 'frozen' }] };
    const after = changed(before, { parts: { layers: { parts: { 1: { whole: { state: 'new' } } } } } });
    expect(after.layers[0]).toBe(before.layers[0]);
    expect(before.layers[1]).toEqual({ state: 'frozen' });
  });
});
