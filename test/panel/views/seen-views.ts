import type { PanelChannelPictures, PanelSeen } from '../../../src/shared/panel-seen';
import type { Evidence, LayerMaps } from '../../../src/shared/seen';

/** One grey pixel. */
const address = 'data:image/gif;base64,R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==';
const picture = { address, height: 64, width: 64 };

/** Maps of 4 × 4 of 40 channels, of which the first answers most, each at another cell. */
export const someMaps: LayerMaps = {
  picture,
  places: [4, 4],
  channels: 192,
  maps: Array.from({ length: 40 }, (_, at) => {
    const cells = Uint8Array.from({ length: 16 }, (__, cell) => (cell === at % 16 ? 255 : 4 * cell));
    return {
      channel: 3 * at,
      strength: 5 - at / 10,
      least: 0,
      peak: [Math.floor((at % 16) / 4), at % 4] as const,
      values: Buffer.from(cells).toString('base64'),
    };
  }),
};

/** Of a layer that gives a number each. */
export const someValues: LayerMaps = {
  ...someMaps,
  places: null,
  channels: 40,
  maps: someMaps.maps.map((one) => ({ ...one, least: one.strength, peak: null, values: '' })),
};

export function mapsOf(layer: string, maps = someMaps, file = 'animals/bat.png', run = ''): PanelSeen {
  return { about: 'maps', layer, run, picture: { name: file === '' ? 'mine.png' : file, file }, maps };
}

export const somePictures: PanelChannelPictures = {
  channel: 0,
  looked: 150,
  unreadable: 1,
  pictures: Array.from({ length: 9 }, (_, index) => ({
    ...{ index, strength: 6 - index / 3, picture, file: `animals/${index}.png`, className: 'animals' },
    box: { top: 4 * index, left: 2 * index, height: 14, width: 14, is: 'field' as const },
  })),
};

export const someEvidence: Evidence = {
  picture,
  layer: 'pool3',
  places: [2, 2],
  classes: [
    { name: 'animals', probability: 0.92, lead: 4.1, tiles: [1.3, -0.2, 0.4, 0.1] },
    { name: 'food', probability: 0.05, lead: 1.2, tiles: [-0.1, 0.6, 0, 0] },
  ],
  others: 0,
};
