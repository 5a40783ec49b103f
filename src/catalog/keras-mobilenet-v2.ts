import type { CatalogBase } from './catalog-base';
import {
  imageNet,
  type KerasApplication,
  type KerasFamily,
  kerasAddress,
  kerasBases,
} from './keras-application';

const family: KerasFamily = {
  family: 'MobileNet V2',
  trainedOn: imageNet,
  licence: 'Apache-2.0',
  attribution: [
    'MobileNetV2, Google LLC, Apache-2.0, as Keras converted it (Keras’s documentation names the licence)',
  ],
  scale: '-1..1',
};

interface Width {
  readonly width: string;
  readonly params: readonly [number, number];
  /** In per cent, by the size of the pictures. */
  readonly accuracies: Readonly<Record<number, number>>;
}

const widths: readonly Width[] = [
  {
    width: '0.35',
    params: [1_691_208, 410_208],
    accuracies: { 224: 60.3, 192: 58.2, 160: 55.7, 128: 50.8, 96: 45.5 },
  },
  {
    width: '0.5',
    params: [1_987_224, 706_224],
    accuracies: { 224: 65.4, 192: 63.9, 160: 61.0, 128: 57.7, 96: 51.2 },
  },
  {
    width: '0.75',
    params: [2_663_064, 1_382_064],
    accuracies: { 224: 69.8, 192: 68.7, 160: 66.4, 128: 63.2, 96: 58.8 },
  },
  {
    width: '1.0',
    params: [3_538_984, 2_257_984],
    accuracies: { 224: 71.8, 192: 70.7, 160: 68.8, 128: 65.3, 96: 60.3 },
  },
  { width: '1.3', params: [5_431_048, 3_766_048], accuracies: { 224: 74.4 } },
  { width: '1.4', params: [6_156_712, 4_363_712], accuracies: { 224: 75.0 } },
];

/**
 * MobileNetV2 by its width and the size of its pictures: `mobilenet-v2-WIDTH-SIZE`, where width 1.0 and size 224 are left
 * out. Keras states no hashes of its files.
 */
export const kerasMobileNetV2: readonly CatalogBase[] = kerasBases(
  family,
  widths.flatMap(({ width, params, accuracies }) =>
    Object.entries(accuracies)
      .reverse()
      .map(([edge, accuracy]): KerasApplication => {
        const size = Number(edge);
        const usual = width === '1.0' ? 'mobilenet-v2' : `mobilenet-v2-${width}`;
        const address = (ending: string) =>
          `${kerasAddress}/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_${size}${ending}.h5`;
        return {
          name: size === 224 ? usual : `mobilenet-v2-${width}-${size}`,
          ...(size === 224 ? {} : { variantOf: usual }),
          title: `MobileNetV2 ${width}${size === 224 ? '' : ` at ${size}×${size}`}`,
          network: `mobilenet-v2-${width}`,
          ...{ size, params, accuracy },
          accuracyBy: 'as its authors report',
          addresses: [address(''), address('_no_top')],
          layers: [156, 154],
        };
      }),
  ),
);
