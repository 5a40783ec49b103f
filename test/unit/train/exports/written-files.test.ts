import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { bytesInElement } from '../../../../src/shared/tryout';
import { exporters } from '../../../../src/train/exports/exporters';
import { writeHdf5 } from '../../../../src/train/exports/hdf5-writer';
import { bytesInPage, WeightElements } from '../../../../src/train/exports/tryout-weights';
import { withHdf5 } from '../../../../src/train/formats/keras/hdf5-file';
import { openBase, readBase } from '../../../../src/train/formats/read-base';
import type { ModelMetadata } from '../../../../src/train/run/model-metadata';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { writeSmallBase } from '../../../fixtures/small-base';

const metadata: ModelMetadata = {
  classes: ['cat', 'dog <b>'],
  input: {
    size: [16, 16],
    resize: 'crop',
    scale: { mean: [1, 2, 3], std: [4, 5, 6], channels: 'bgr' },
  },
  base: 'demo',
  cut: 'pool',
};

describe('an exported model', () => {
  it.each(['keras', 'h5', 'tfjs'] as const)(
    'in the format %s has all of the weights and says what it takes',
    async (format) => {
      const folder = scratchFolder();
      const base = await openBase(await writeSmallBase(path.join(folder, 'base')));
      const file = path.join(folder, `net.${format}`);
      let told = 0;
      const written = await exporters[format].write({ ...base, metadata }, file, (bytes) => {
        told += bytes;
      });
      const own = await readBase(path.join(folder, 'base'));
      const again = await readBase(file);
      const values = (weights: typeof own.weights) =>
        [...weights].map(([name, one]) => [name, [...one.values]]).sort();
      expect(values(again.weights)).toEqual(values(own.weights));
      expect([...written.keys()].sort()).toEqual([...own.weights.keys()].sort());
      expect(told).toBe([...own.weights.values()].reduce((sum, one) => sum + one.values.byteLength, 0));
      // A copied one says what its run has written.
      expect((await openBase(file)).says).toEqual(format === 'tfjs' ? base.says : metadata);
    },
  );

  it('in Keras’s ZIP begins with its metadata and holds nothing that Keras would unpack', async () => {
    const folder = scratchFolder();
    const base = await openBase(await writeSmallBase(path.join(folder, 'base')));
    const file = path.join(folder, 'net.keras');
    await exporters.keras.write({ ...base, metadata }, file, () => {});
    const archive = await openPromise(file, { autoClose: false });
    const names: string[] = [];
    for await (const { fileName } of archive.eachEntry()) names.push(fileName);
    archive.close();
    expect(names).toEqual(['metadata.json', 'config.json', 'model.weights.h5']);
  });
});

describe('HDF5 that is written', () => {
  it('has lists of names in as many attributes as they need, and texts of any length', async () => {
    const file = path.join(scratchFolder(), 'a.h5');
    const names = Array.from({ length: 5000 }, (_, at) => `a_layer_with_some_long_name_${at}`);
    const text = 'ü'.repeat(100_000);
    await writeHdf5(file, async (writer) => {
      writer.names('/group', 'names', names);
      writer.names('/group', 'few', ['one', 'größer']);
      writer.names('/none', 'names', []);
      writer.text('', 'text', text);
      writer.tensor('/group/below/number', [], Float32Array.of(2.5));
      writer.tensor('/group/below/table', [2, 2], Float32Array.of(1, 2, 3, 4));
    });
    const size = (await readFile(file)).length;
    await withHdf5({ file, start: 0, bytes: size }, (found) => {
      const parts = [0, 1, 2].map((part) => found.texts('/group', `names${part}`) ?? []);
      expect(found.texts('/group', 'names')).toBeUndefined();
      expect(parts.flat()).toEqual(names);
      expect(found.texts('/group', 'few')).toEqual(['one', 'größer']);
      expect(found.texts('/none', 'names')).toEqual([]);
      expect(found.texts('', 'text')).toEqual([text]);
      const table = found.tensor('/group/below/table');
      expect(table && [...found.values('/group/below/table', table)]).toEqual([1, 2, 3, 4]);
      const number = found.tensor('/group/below/number');
      expect(number && [...found.values('/group/below/number', number)]).toEqual([2.5]);
    });
  });

  it('leaves no open file behind where a tensor can’t be read', async () => {
    const file = path.join(scratchFolder(), 'a.h5');
    const failing = writeHdf5(file, async (writer) => {
      writer.group('/one');
      throw new Error('The disk is gone.');
    });
    await expect(failing).rejects.toThrow('The disk is gone.');
    // The library can go on.
    await writeHdf5(path.join(scratchFolder(), 'b.h5'), async (writer) => writer.group('/one'));
  });
});

describe('weights in a page', () => {
  const weights = Buffer.from(Array.from({ length: 9973 }, (_, at) => at % 251));
  const whole = Buffer.concat(Array.from({ length: 700 }, () => weights));

  async function page(more = ''): Promise<{ file: string; first: number }> {
    const file = path.join(scratchFolder(), 'page.html');
    const handle = await open(file, 'wx');
    await handle.writeFile('<p>before</p>');
    const elements = new WeightElements(handle);
    for (let from = 0; from < whole.length; from += 1_000_003)
      await elements.add(whole.subarray(from, from + 1_000_003));
    await elements.finish();
    await handle.writeFile(`${more}<p>after</p>`);
    await handle.close();
    return { file, first: '<p>before</p>'.length };
  }

  it('are read from wherever they begin, over the ends of elements', async () => {
    expect(whole.length).toBeGreaterThan(2 * bytesInElement);
    const { file, first } = await page();
    for (const [from, length] of [
      [0, whole.length],
      [5, 1],
      [bytesInElement - 2, 5],
      [whole.length - 3, 3],
    ] as const) {
      const read = await bytesInPage(file, first, from, length);
      expect(read.equals(whole.subarray(from, from + length))).toBe(true);
    }
  });

  it.each([
    ['behind their end', 0, whole.length - 3, 6],
    ['where none begin', 1, 0, 10],
  ])('are not made up %s', async (_, shift, from, length) => {
    const { file, first } = await page();
    await expect(bytesInPage(file, first + shift, from, length)).rejects.toThrow(
      expect.objectContaining({ code: 'export-differs' }),
    );
  });
});
