import { describe, expect, it } from 'vitest';
import { isFromPanel } from '../../../src/shared/panel-messages';
import { areGivenPictures, leftOut, mostGiven } from '../../../src/shared/tried-pictures';

const picture = { name: 'a.png', bytes: new Uint8Array(3) };

describe('pictures that a page hands over', () => {
  it('are bytes with a name, or a name with what is wrong', () => {
    expect(areGivenPictures([picture, { name: 'b.png', error: 'It is too large.' }])).toBe(true);
    expect(isFromPanel({ kind: 'showPictures', folder: '/runs/1', pictures: [picture] })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no list', picture],
    ['nothing', [null]],
    ['no bytes', [{ name: 'a.png', bytes: 'abc' }]],
    ['a list of numbers', [{ name: 'a.png', bytes: [1, 2, 3] }]],
    ['no name', [{ bytes: new Uint8Array(1) }]],
    ['an endless name', [{ ...picture, name: 'a'.repeat(mostGiven.name + 1) }]],
    ['too many', Array.from({ length: mostGiven.pictures + 2 }, () => picture)],
    ['too much', [picture, { ...picture, bytes: new Uint8Array(mostGiven.bytes) }]],
  ])('are not %s', (_, pictures) => {
    expect(areGivenPictures(pictures)).toBe(false);
    expect(isFromPanel({ kind: 'showPictures', folder: '/runs/1', pictures })).toBe(false);
  });

  it('may be as many as are looked at at once, and what says how many were left out', () => {
    const all = Array.from({ length: mostGiven.pictures }, () => picture);
    expect(areGivenPictures([leftOut(12), ...all])).toBe(true);
    expect(leftOut(12)).toEqual({ name: '12 more pictures', error: 'Left out: 60 are looked at at once.' });
    expect(leftOut(1).name).toBe('1 more picture');
  });
});
