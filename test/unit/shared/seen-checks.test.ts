import { describe, expect, it } from 'vitest';
import { channelPicturesCheck, evidenceCheck, layerMapsCheck } from '../../../src/shared/seen-checks';
import { someEvidence, someMaps, somePictures } from '../../panel/views/seen-views';

const picture = { address: 'data:image/jpeg;base64,/9j/4AAQ', height: 64, width: 64 };
const maps = { ...someMaps, picture };
const evidence = { ...someEvidence, picture };
const pictures = { ...somePictures, pictures: somePictures.pictures.map((one) => ({ ...one, picture })) };

describe('what the process tells', () => {
  it('is believed as it is meant', () => {
    expect(layerMapsCheck(maps, '')).toBeUndefined();
    expect(evidenceCheck(evidence, '')).toBeUndefined();
    expect(channelPicturesCheck(pictures, '')).toBeUndefined();
  });

  it.each([
    [
      'a picture from elsewhere',
      layerMapsCheck,
      { ...maps, picture: { ...picture, address: 'https://example.com/a.jpg' } },
    ],
    [
      'a picture of another kind',
      layerMapsCheck,
      { ...maps, picture: { ...picture, address: 'data:image/svg+xml;base64,PHN2Zz4=' } },
    ],
    ['no number', layerMapsCheck, { ...maps, maps: [{ ...maps.maps[0], strength: null }] }],
    [
      'values without end',
      layerMapsCheck,
      { ...maps, maps: [{ ...maps.maps[0], values: 'A'.repeat(30_000) }] },
    ],
    [
      'maps without end',
      layerMapsCheck,
      { ...maps, maps: Array.from({ length: 2_000 }, () => maps.maps[0]) },
    ],
    ['no class', evidenceCheck, { ...evidence, classes: [] }],
    [
      'a frame of another kind',
      channelPicturesCheck,
      {
        ...pictures,
        pictures: [{ ...pictures.pictures[0], box: { top: 0, left: 0, height: 1, width: 1, is: 'x' } }],
      },
    ],
  ] as const)('is refused where it is %s', (_name, check, value) => {
    expect(check(value, '')).toEqual(expect.any(String));
  });
});
