import { expect, it } from 'vitest';
import { declaredBy } from '../../../src/train/declared-input';

const said = (own: object, outputs: number | null = 3) => declaredBy(own, outputs);
const scale = (change: object) => ({
  input: { scale: { mean: [1, 2, 3], std: [1, 2, 3], channels: 'rgb', ...change } },
});

it('what a base says of its input and classes is taken', () => {
  const own = { input: { size: [20, 24], resize: 'pad', scale: '-1..1' }, classes: ['a', 'b', 'c'] };
  expect(said(own)).toEqual({ ...own, unusable: [] });
  expect(said(scale({}))).toMatchObject({ ...scale({}), unusable: [] });
  for (const nothing of [{}, { input: null, classes: null }, { input: { scale: null } }, []])
    expect(said(nothing)).toEqual({ input: {}, unusable: [] });
  for (const says of [undefined, null, 1, 'text', [], { input: 7 }])
    expect(declaredBy(says, 3)).toEqual({ input: {}, unusable: [] });
});

it.each<[object, string, RegExp]>([
  [scale({ std: [0, 0, 0] }), 'scale', /its std holds 0/],
  [scale({ std: [1, 0, 1] }), 'scale', /its std holds 0/],
  [scale({ std: [1, -2, 1] }), 'scale', /its std holds -2/],
  [scale({ std: [1, 1e9, 1] }), 'scale', /its std holds 1000000000/],
  [scale({ std: [1, 1] }), 'scale', /std is not three numbers/],
  [scale({ std: [1, 1, null] }), 'scale', /std is not three numbers/],
  [scale({ std: [1, 1, Number.NaN] }), 'scale', /std is not three numbers/],
  [scale({ std: undefined }), 'scale', /std is not three numbers/],
  [scale({ mean: [1, 1, Number.POSITIVE_INFINITY] }), 'scale', /mean is not three numbers/],
  [scale({ mean: ['1', 1, 1] }), 'scale', /mean is not three numbers/],
  [scale({ mean: [1, 1, 1, 1] }), 'scale', /mean is not three numbers/],
  [scale({ mean: [1, 1, 1e9] }), 'scale', /mean lies outside/],
  [scale({ channels: 'grb' }), 'scale', /channels are neither/],
  [{ input: { scale: '0..2' } }, 'scale', /none of 0\.\.255/],
  [{ input: { scale: 7 } }, 'scale', /mean is not three numbers/],
  [{ input: { size: [0, 20] } }, 'size', /no height and width/],
  [{ input: { size: [20] } }, 'size', /no height and width/],
  [{ input: { size: [1e6, 1e6] } }, 'size', /no height and width/],
  [{ input: { size: '20x20' } }, 'size', /no height and width/],
  [{ input: { resize: 'squeeze' } }, 'resize', /none of stretch/],
  [{ classes: 'a' }, 'classes', /no list of names/],
  [{ classes: ['a', 7, 'c'] }, 'classes', /no list of names/],
  [{ classes: ['a', '', 'c'] }, 'classes', /no list of names/],
  [{ classes: ['a', 'b', 'a'] }, 'classes', /stands there twice/],
  [{ classes: ['a', 'b'] }, 'classes', /there are 2 of them for 3 outputs/],
])('what a base says of its input is not believed where it is %j', (own, about, why) => {
  const { unusable, ...rest } = said(own);
  expect(rest).toEqual({ input: {} });
  expect(unusable).toEqual([{ about, why: expect.stringMatching(why) }]);
});
