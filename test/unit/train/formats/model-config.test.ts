import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaredBy } from '../../../../src/train/declared-input';
import { openBase } from '../../../../src/train/formats/read-base';
import { saidByConfigs } from '../../../../src/train/formats/stated-preprocessing';
import { baseFingerprint } from '../../../fixtures/base-look';
import { lite0File } from '../../../fixtures/lite0-file';
import { temporaryFolder } from '../../disk/support/temporary-folder';

const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** As the hub has it of `tf_efficientnet_lite0.in1k`. */
const timm = {
  architecture: 'tf_efficientnet_lite0',
  num_classes: 1000,
  pretrained_cfg: {
    ...{ tag: 'in1k', custom_load: false, input_size: [3, 224, 224], fixed_input_size: false },
    ...{ interpolation: 'bicubic', crop_pct: 0.875, crop_mode: 'center' },
    ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], num_classes: 1000, classifier: 'classifier' },
  },
};
/** As the hub has it of networks that transformers' `ConvNextImageProcessor` and `ViTImageProcessor` serve. */
const convNext = {
  ...{ crop_pct: 0.875, do_normalize: true, do_rescale: true, do_resize: true, rescale_factor: 1 / 255 },
  ...{ image_mean: imagenet.mean, image_std: imagenet.std, resample: 3, size: { shortest_edge: 224 } },
};
const vit = {
  ...{ do_normalize: true, do_resize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
  ...{ resample: 2, size: { height: 224, width: 192 } },
};

describe('the settings beside weights say of their pictures', () => {
  it.each([
    ['timm', timm, undefined, { size: [224, 224], resize: 'crop', scale: '-1..1' }],
    [
      'timm, squashed',
      { pretrained_cfg: { ...imagenet, input_size: [3, 64, 96], crop_mode: 'squash' } },
      undefined,
      { size: [64, 96], resize: 'stretch', scale: 'torch' },
    ],
    ['transformers, one edge', {}, convNext, { size: [224, 224], resize: 'crop', scale: 'torch' }],
    ['transformers, both edges', {}, vit, { size: [224, 192], resize: 'stretch', scale: '-1..1' }],
    [
      'transformers, of an older version',
      {},
      { ...convNext, size: 224, do_rescale: undefined },
      { size: [224, 224], resize: 'crop', scale: 'torch' },
    ],
    [
      'transformers, a crop',
      {},
      { ...vit, size: { shortest_edge: 256 }, do_center_crop: true, crop_size: { height: 240, width: 240 } },
      { size: [240, 240], resize: 'crop', scale: '-1..1' },
    ],
    [
      'pixels as they are',
      {},
      { do_rescale: false, do_normalize: false, do_resize: false },
      { scale: '0..255' },
    ],
    ['pixels divided by 255', {}, { do_normalize: false, do_resize: false }, { scale: '0..1' }],
    [
      'pixels between -1 and 1 by an offset',
      {},
      { do_normalize: false, do_resize: false, rescale_factor: 1 / 127.5, rescale_offset: true },
      { scale: '-1..1' },
    ],
    ['nothing of pixels that it does not say', {}, { do_normalize: true, do_resize: false }, {}],
    [
      'both, where transformers says it last',
      timm,
      { ...vit, size: 96 },
      { size: [96, 96], resize: 'stretch', scale: '-1..1' },
    ],
  ])('%s', (_, config, preprocessor, expected) => {
    const { says } = saidByConfigs(config, preprocessor);
    expect(declaredBy(says, null)).toEqual({ input: expected, unusable: [] });
  });

  it('in numbers, where the scale has no name, in the order of the channels that it asks for', () => {
    const odd = {
      do_resize: false,
      do_flip_channel_order: true,
      image_mean: [0, 0.5, 1],
      image_std: [0.5, 0.25, 1],
    };
    expect(saidByConfigs({}, odd).says.input).toEqual({
      scale: { mean: [0, 127.5, 255], std: [127.5, 63.75, 255], channels: 'bgr' },
    });
    const twice = { do_resize: false, include_top: true, image_mean: [0, 0, 0], image_std: [0.5, 0.5, 0.5] };
    expect(saidByConfigs({}, twice).says.input).toEqual({
      scale: { mean: [0, 0, 0], std: [63.75, 63.75, 63.75], channels: 'rgb' },
    });
  });

  it('and of their classes, where names tell them apart', () => {
    expect(saidByConfigs({ id2label: { 1: 'dog', 0: 'cat' } }, undefined).says.classes).toEqual([
      'cat',
      'dog',
    ]);
    expect(saidByConfigs({ label_names: ['a', 'b'] }, undefined).says.classes).toEqual(['a', 'b']);
    expect(saidByConfigs({ id2label: { 0: 'crane', 1: 'crane' } }, undefined).says).not.toHaveProperty(
      'classes',
    );
  });

  it.each([
    ['numbers that are none', { do_resize: false, image_mean: ['x', 0, 0], image_std: [1, 1, 1] }, 'scale'],
    ['a deviation of nothing', { do_resize: false, image_mean: [0, 0, 0], image_std: [0, 1, 1] }, 'scale'],
    ['a factor of nothing', { do_resize: false, do_normalize: false, rescale_factor: 0 }, 'scale'],
    [
      'a size that is none',
      { size: { height: -1, width: 'x' }, do_normalize: false, rescale_factor: 1 },
      'size',
    ],
  ])('in a way that can not be meant, which is told: %s', (_, preprocessor, about) => {
    const { unusable } = declaredBy(saidByConfigs({}, preprocessor).says, null);
    expect(unusable.map((one) => one.about)).toEqual([about]);
  });
});

describe('a folder of weights with settings beside them', () => {
  function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
    const folder = path.join(temporaryFolder(), 'net');
    mkdirSync(folder);
    for (const [name, content] of Object.entries({ 'net.pth': lite0File(), ...files }))
      writeFileSync(path.join(folder, name), content);
    return path.join(folder, 'net.pth');
  }

  it('takes pictures as those say', async () => {
    const { says } = await openBase(folderWith({ 'config.json': JSON.stringify(timm) }));
    expect(declaredBy(says, 1000).input).toEqual({ size: [224, 224], resize: 'crop', scale: '-1..1' });
  });

  it('is another base where they are others, and not where another program has a file of that name', async () => {
    const alone = await baseFingerprint(folderWith({}));
    const said = await baseFingerprint(folderWith({ 'config.json': JSON.stringify(timm) }));
    const other = await baseFingerprint(folderWith({ 'config.json': '{"architecture":"x"}' }));
    expect(new Set([alone, said, other]).size).toBe(3);
    expect(await baseFingerprint(folderWith({ 'config.json': '{"port":80}' }))).toBe(alone);
  });

  it.each([
    ['breaks off', '{"architecture":'],
    ['is a list', '[]'],
    ['is far too large', `{"architecture":"${'x'.repeat(2 ** 20)}"}`],
    ['is nested without end', '['.repeat(500_000)],
  ])('is refused where a file of settings %s', async (_, config) => {
    await expect(openBase(folderWith({ 'preprocessor_config.json': config }))).rejects.toMatchObject({
      name: 'TransferError',
      message: expect.stringContaining('preprocessor_config.json'),
    });
  });
});
