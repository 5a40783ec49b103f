import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'MobileNet V1',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'MobileNet, Google LLC, Apache-2.0, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: '-1..1',
};

const sizes = [224, 192, 160, 128] as const;

interface Width {
  readonly width: string;
  readonly inAddress: string;
  readonly params: readonly [number, number];
  /** In per cent, for pictures of each of the sizes. */
  readonly accuracies: readonly [number, number, number, number];
}

const widths: readonly Width[] = [
  { width: '0.25', inAddress: '2_5', params: [475_544, 218_544], accuracies: [49.8, 47.7, 45.5, 41.5] },
  { width: '0.5', inAddress: '5_0', params: [1_342_536, 829_536], accuracies: [63.3, 61.7, 59.1, 56.3] },
  { width: '0.75', inAddress: '7_5', params: [2_601_976, 1_832_976], accuracies: [68.4, 67.2, 65.3, 62.1] },
  { width: '1.0', inAddress: '1_0', params: [4_253_864, 3_228_864], accuracies: [70.9, 70.0, 68.0, 65.2] },
];

/**
 * MobileNet by its width and the size of its pictures: `mobilenet-v1-WIDTH-SIZE`, where width 1.0 and size 224 are left
 * out. Keras states no hashes of its files.
 */
export const kerasMobileNetV1: readonly CatalogBase[] = kerasBases(
  family,
  widths.flatMap(({ width, inAddress, params, accuracies }) =>
    sizes.map((size, index): KerasApplication => {
      const usual = width === '1.0' ? 'mobilenet-v1' : `mobilenet-v1-${width}`;
      const address = (ending: string) =>
        `${kerasAddress}/mobilenet/mobilenet_${inAddress}_${size}_tf${ending}.h5`;
      return {
        name: size === 224 ? usual : `mobilenet-v1-${width}-${size}`,
        ...(size === 224 ? {} : { variantOf: usual }),
        title: `MobileNet V1 ${width}${size === 224 ? '' : ` at ${size}×${size}`}`,
        network: `mobilenet-v1-${width}`,
        ...{ size, params },
        accuracy: accuracies[index] as number,
        accuracyBy: 'as its authors report',
        addresses: [address(''), address('_no_top')],
        layers: [91, 86],
      };
    }),
  ),
);
