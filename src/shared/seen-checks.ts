import type {
  ChannelMap,
  ChannelPictures,
  ClassEvidence,
  Evidence,
  ExcitingPicture,
  LayerMaps,
  SeenBox,
  SeenPicture,
} from './seen';
import { type Check, list, object, oneOf, orNull, real, text, whole } from './value-checks';

/** Of base64: a picture of a megapixel takes less. */
const mostAddress = 4_000_000;

const address: Check = (value, at) =>
  typeof value === 'string' &&
  value.length <= mostAddress &&
  /^data:image\/jpeg;base64,[A-Za-z0-9+/]+={0,2}$/.test(value)
    ? undefined
    : `${at} is no picture`;

const edge = real(0, 100_000);
const places = list(whole(0, 100_000), 2, 2);
const picture = object<SeenPicture>({ address, height: edge, width: edge });

/** Checks of what the process tells that has decoded pictures and read networks, which may be anybody's. */
export const layerMapsCheck: Check = object<LayerMaps>({
  ...{ picture, places: orNull(places), channels: whole(1) },
  maps: list(
    object<ChannelMap>({
      ...{ channel: whole(0), strength: real(), least: real(), peak: orNull(places), values: text(20_000) },
    }),
    0,
    1_000,
  ),
});

export const channelPicturesCheck: Check = object<ChannelPictures>({
  ...{ channel: whole(0), looked: whole(0), unreadable: whole(0) },
  pictures: list(
    object<ExcitingPicture>({
      ...{ index: whole(0), strength: real(), picture },
      box: orNull(
        object<SeenBox>({
          ...{ top: edge, left: edge, height: edge, width: edge, is: oneOf('field', 'cell') },
        }),
      ),
    }),
    0,
    100,
  ),
});

export const evidenceCheck: Check = object<Evidence>({
  ...{ picture, layer: text(10_000), places, others: whole(0) },
  classes: list(
    object<ClassEvidence>({
      ...{ name: text(10_000), probability: real(0, 1.001), lead: real(), tiles: list(real(), 1, 10_000) },
    }),
    1,
    1_000,
  ),
});
