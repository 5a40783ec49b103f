import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isNamedAs, unreadableBases } from '../../../../src/design/unreadable-bases';
import { recogniseBase } from '../../../../src/train/formats/base-files';
import type { FileStart } from '../../../../src/train/formats/base-format';
import { baseFormats } from '../../../../src/train/formats/base-formats';
import { temporaryFolder } from '../../disk/support/temporary-folder';

/** By the format's name: what a file of it is called, and how it begins. */
const samples: Readonly<Record<string, FileStart>> = {
  'TF.js LayersModel (model.json)': {
    name: 'model.json',
    start: '{"format":"layers-model","generatedBy":"x"',
  },
  'TF.js GraphModel': { name: 'model.json', start: '{"format": "graph-model", "generatedBy": "2.9.1"' },
  'Keras model (.h5)': { name: 'net.h5', start: '\x89HDF\r\n\x1a\n\0\0\0' },
  'Keras model (.keras)': { name: 'net.keras', start: 'PK\x03\x04\x14\0\0\0\0\0metadata.json{' },
  SavedModel: { name: 'saved_model.pb', start: '\x08\x01\x12\xf2' },
  'ONNX model (.onnx)': { name: 'net.onnx', start: '\x08\x08\x12\x07pytorch' },
  'weights of a known PyTorch network (.safetensors, .pth, .pt)': {
    name: 'net.pth',
    start: '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.',
  },
  'TensorFlow Lite file': { name: 'net.tflite', start: '\x1c\0\0\0TFL3' },
  'ZIP archive': { name: 'net.zip', start: 'PK\x03\x04\x14\0' },
  'Git LFS pointer': { name: 'net', start: 'version https://git-lfs.github.com/spec/v1\noid sha256:1' },
  'web page': { name: 'net', start: '<!DOCTYPE html><html>' },
  'empty file': { name: 'net', start: '' },
};

describe('each format of the list', () => {
  it.each(baseFormats)('has a file that no other takes for its own: $name', ({ name }) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`There is no sample of a ${name}.`);
    expect(baseFormats.filter((format) => format.match(sample)).map((format) => format.name)).toEqual([name]);
  });

  it.each(baseFormats.filter((format) => 'refusal' in format))(
    'that can not be read says so of a file, and what to do: $name',
    async ({ name }) => {
      const file = path.join(temporaryFolder(), samples[name]?.name ?? '');
      writeFileSync(file, Buffer.from(samples[name]?.start ?? '', 'latin1'));
      await expect(recogniseBase(file)).rejects.toMatchObject({
        code: 'base-format',
        message: expect.stringMatching(
          new RegExp(`${path.basename(file)}.*(Convert|convert|Find|find|Get|Give|Run|Save|Unpack)`),
        ),
      });
    },
  );

  it.each(baseFormats.filter(({ inFolder }) => inFolder !== undefined))(
    'that has a file of its own in a folder is found there: $name',
    async ({ name, inFolder = '' }) => {
      const folder = temporaryFolder();
      writeFileSync(path.join(folder, inFolder), Buffer.from(samples[name]?.start ?? '', 'latin1'));
      const found = await recogniseBase(folder).catch((error: Error) => error);
      expect(found instanceof Error ? found.message : found.modelFile).toContain(path.join(folder, inFolder));
    },
  );
});

it('a folder with a model of a format that can be read is that, whatever else is in it', async () => {
  const folder = temporaryFolder();
  for (const name of ['saved_model.pb', 'model.json']) writeFileSync(path.join(folder, name), '{');
  expect((await recogniseBase(folder)).modelFile).toBe(path.join(folder, 'model.json'));
});

describe('what stands in the place of a model', () => {
  it.each(['web page', 'Git LFS pointer', 'empty file'])(
    'is told by what it is, not by its name: %s',
    async (name) => {
      const file = path.join(temporaryFolder(), 'net.h5');
      writeFileSync(file, samples[name]?.start ?? '');
      await expect(recogniseBase(file)).rejects.toThrow(/is (a web page|a Git LFS pointer|empty)/);
    },
  );

  it('is named where nothing is known of it', async () => {
    const file = path.join(temporaryFolder(), 'net.bin');
    writeFileSync(file, Buffer.from([1, 2, 3]));
    await expect(recogniseBase(file)).rejects.toThrow(/is of no format that is known.*LayersModel/);
  });

  it('is named where it is a folder without a model', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'model.json'));
    await expect(recogniseBase(folder)).rejects.toThrow(/holds no model\.safetensors, nor a model\.json/);
  });
});

it.each([
  ['.tflite', 'TensorFlow Lite file'],
  ['saved_model', 'SavedModel'],
])('tells a format that can not be read by a name that ends like that alone: %s', (ending, name) => {
  const format = unreadableBases.find((one) => one.name === name);
  if (format === undefined) throw new Error(`There is no ${name}.`);
  expect(isNamedAs(format, ending.startsWith('.') ? `NET${ending.toUpperCase()}` : ending)).toBe(true);
  expect(isNamedAs(format, `x${ending.replace('.', '-')}`)).toBe(false);
});
