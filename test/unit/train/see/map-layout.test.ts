import { describe, expect, it } from 'vitest';
import { byStrength, mapLayout, peakOf } from '../../../../src/train/see/map-layout';

describe('the maps of a layer', () => {
  it('are the same whichever axis holds the channels', () => {
    const last = mapLayout({ shape: [2, 3, 4] });
    const first = mapLayout({ shape: [4, 2, 3], channelsFirst: true });
    const values = (layout: typeof last) => {
      const output = new Float32Array(24);
      for (let channel = 0; channel < 4; channel += 1)
        for (let place = 0; place < 6; place += 1)
          output[layout.at(channel, place)] = channel * place - place * place;
      return output;
    };
    expect(first.places).toEqual(last.places);
    for (let channel = 0; channel < 4; channel += 1)
      expect(peakOf(values(first), first, channel)).toEqual(peakOf(values(last), last, channel));
    expect(peakOf(values(last), last, 3)).toEqual({ value: 2, place: 1, mean: (0 + 2 + 2 + 0 - 4 - 10) / 6 });
  });

  it('have no places in a picture where the layer gives vectors, tokens or a single point', () => {
    for (const shape of [[64], [197, 64], [1, 1, 64]]) {
      const { isPicture, channels } = mapLayout({ shape });
      expect({ isPicture, channels }).toEqual({ isPicture: false, channels: 64 });
    }
    expect(peakOf(new Float32Array([1, 5, 7, 2]), mapLayout({ shape: [2, 2] }), 0)).toEqual({
      value: 7,
      place: 1,
      mean: 4,
    });
  });

  it('stand by their greatest value, and where a layer bounds those by their mean', () => {
    const peaks = [
      { value: 6, place: 0, mean: 1 },
      { value: 2, place: 0, mean: 2 },
      { value: 6, place: 3, mean: 4 },
    ];
    expect(peaks.toSorted(byStrength).map(({ mean }) => mean)).toEqual([4, 1, 2]);
  });
});
