import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { withHdf5 } from '../../../../../src/train/formats/keras/hdf5-file';
import { loadHdf5 } from '../../../../../src/train/formats/keras/hdf5-library';
import { openBase, readBase } from '../../../../../src/train/formats/read-base';
import { temporaryFolder } from '../../../disk/support/temporary-folder';

const fixtures = path.resolve(import.meta.dirname, '../../../../fixtures/keras');
const fixture = (name: string) => readFileSync(path.join(fixtures, name));

/** A file of those bytes in a folder of its own. */
function written(name: string, bytes: Uint8Array | string): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

/** Why a base is refused: the code, and the sentence. */
async function refusal(file: string): Promise<string> {
  try {
    await readBase(file);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
  throw new Error('It was taken.');
}

/** What the library writes into a new file. */
async function hdf5(
  make: (library: Awaited<ReturnType<typeof loadHdf5>>, file: bigint) => void,
): Promise<Buffer> {
  const library = await loadHdf5();
  const name = `/made-${Math.random()}`;
  const id = library.open(name, library.H5F_ACC_TRUNC, false, -1, -1);
  make(library, id);
  library.close_file(id);
  const bytes = Buffer.from(library.FS.readFile(name));
  library.FS.unlink(name);
  return bytes;
}

/** A ZIP archive of members, stored as they are unless `packed`. */
function zip(
  members: Readonly<Record<string, Uint8Array | string>>,
  packed: readonly string[] = [],
): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, bytes] of Object.entries(members)) {
    archive.addBuffer(Buffer.from(bytes), name, { compress: packed.includes(name) });
  }
  archive.end();
  return buffer(archive.outputStream);
}

const config = JSON.stringify({
  class_name: 'Sequential',
  config: {
    name: 'net',
    layers: [
      { class_name: 'InputLayer', config: { name: 'image', batch_shape: [null, 4] } },
      { class_name: 'Dense', config: { name: 'dense', units: 2 } },
    ],
  },
});

describe('HDF5 that leads elsewhere', () => {
  it.each(['external-link', 'soft-link', 'circle', 'virtual', 'raw-storage'])(
    'is refused: %s',
    async (how) => {
      const file = written('net.h5', fixture(`keras2-${how}.h5`));
      copyFileSync(path.join(fixtures, 'keras2-other.h5'), path.join(path.dirname(file), 'keras2-other.h5'));
      expect(await refusal(file)).toMatch(/^base-outside: .*(link to another place|lie elsewhere)/);
    },
  );

  it('finds no other file by its name, and no device', async () => {
    const library = await loadHdf5();
    expect(library.FS.readdir('/dev').filter((name: string) => /random|null|tty/.test(name))).toEqual([]);
  });
});

describe('a file of Keras that can not be', () => {
  const h5 = fixture('keras2-functional.h5');
  const keras = fixture('keras2-functional.keras');

  it.each([0.1, 0.5, 0.9, 0.99])('is refused where it is cut short: to %d of it', async (share) => {
    const cut = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * share));
    expect(await refusal(written('net.h5', cut(h5)))).toMatch(/^base-damaged: .*net.h5/);
    expect(await refusal(written('net.keras', cut(keras)))).toMatch(/^base-damaged: .*net.keras/);
  });

  it('is refused where it is something else by that name', async () => {
    expect(await refusal(written('net.h5', 'x'.repeat(5000)))).toMatch(/^base-format: .*is no HDF5/);
    expect(await refusal(written('net.keras', 'x'.repeat(5000)))).toMatch(/^base-damaged: .*ZIP/);
  });

  it('is refused where Theano has turned its kernels round', async () => {
    const onTheano = replaced(h5, 'tensorflow', 'theano\0\0\0\0');
    expect(await refusal(written('net.h5', onTheano))).toMatch(/^base-format: .*on Theano/);
  });

  it('has the weights of layers that were named anew since, by their places', async () => {
    const anew = replaced(h5, '"expand"', '"enlarg"');
    const { weights } = await readBase(written('net.h5', anew));
    expect(weights.get('enlarg/kernel')).toEqual(await values('expand/kernel'));
  });

  it('is refused where a weight is no number', async () => {
    const place = h5.indexOf(Buffer.from(new Float32Array((await values('logits/bias')).values).buffer));
    const changed = Buffer.from(h5);
    changed.writeFloatLE(Number.NaN, place + 4);
    expect(await refusal(written('net.h5', changed))).toMatch(
      /^base-damaged: .*logits\/bias.* NaN at place 1/,
    );
  });

  async function values(name: string) {
    const { weights } = await readBase(path.join(fixtures, 'keras2-functional.h5'));
    return weights.get(name)!;
  }

  it('is refused where its layers have other weights than the file', async () => {
    const text = fixture('keras2-layout.json').toString('utf8');
    const folder = temporaryFolder();
    const file = path.join(folder, 'net.weights.h5');
    for (const name of ['keras2-layout.weights.h5', 'keras2-named.h5']) {
      writeFileSync(file, fixture(name));
      writeFileSync(path.join(folder, 'net.json'), text);
      await expect(openBase(file)).resolves.toBeDefined();
      writeFileSync(path.join(folder, 'net.json'), text.replace('"use_bias": false', '"use_bias": true'));
      expect(await refusal(file)).toMatch(/^base-weights: .*do not belong together/);
    }
  });

  it('is refused where a text in it is no JSON, or none of a network', async () => {
    const open = (text: string) =>
      zip({ 'metadata.json': '{}', 'config.json': text, 'model.weights.h5': h5 });
    expect(await refusal(written('net.keras', await open('{"class_name": ')))).toMatch(
      /^base-damaged: .*not valid JSON/,
    );
    expect(await refusal(written('net.keras', await open('[1]')))).toMatch(
      /^base-format: .*no network of Keras/,
    );
  });

  it('is told by the weights alone that the layers are missing, and what to do', async () => {
    const file = written('net.weights.h5', fixture('keras2-layout.weights.h5'));
    expect(await refusal(file)).toMatch(
      /^base-format: .*does not say of which layers.*net\.keras.*to_json.*net\.json/,
    );
  });
});

describe('an archive of Keras', () => {
  const parts = {
    'metadata.json': '{}',
    'config.json': config,
    'model.weights.h5': fixture('keras2-functional.h5'),
  };

  it.each(['config.json', 'model.weights.h5'])('is refused without %s', async (name) => {
    const { [name as keyof typeof parts]: _, ...rest } = parts;
    expect(await refusal(written('net.keras', await zip(rest)))).toMatch(`base-format: `);
  });

  it('is refused with weights that are packed', async () => {
    expect(await refusal(written('net.keras', await zip(parts, ['model.weights.h5'])))).toMatch(
      /^base-format: .*are compressed/,
    );
  });

  it('is refused where a text would grow a hundredfold, or to a hundred megabytes', async () => {
    const spaces = { ...parts, 'config.json': ' '.repeat(2_000_000) + config };
    expect(await refusal(written('net.keras', await zip(spaces, ['config.json'])))).toMatch(
      /^base-damaged: .*2 MB/,
    );
    const large = { ...parts, 'config.json': `"${'x'.repeat(100_000_000)}"` };
    expect(await refusal(written('net.keras', await zip(large)))).toMatch(/^base-damaged: .*100 MB/);
  });

  it('is refused where a name in it leads out of it, or stands there twice', async () => {
    const outside = Buffer.from(await zip({ ...parts, 'xx/evil.json': '{}' }));
    expect(await refusal(written('net.keras', replaced(outside, 'xx/evil.json', '../evil.json')))).toMatch(
      /^base-damaged: .*ZIP/,
    );
    const twice = await zip({ ...parts, 'conXig.json': config });
    expect(await refusal(written('net.keras', replaced(twice, 'conXig.json', 'config.json')))).toMatch(
      /^base-damaged: .*config.json twice/,
    );
  });

  it('is refused where it says another size of a member than it has', async () => {
    const bytes = await zip(parts);
    const name = bytes.lastIndexOf('model.weights.h5');
    for (const size of [10, 2 ** 31]) {
      const lying = Buffer.from(bytes);
      // In the central directory, the packed and the whole size stand 26 and 22 bytes before a name.
      lying.writeUInt32LE(size, name - 26);
      lying.writeUInt32LE(size, name - 22);
      expect(await refusal(written('net.keras', lying))).toMatch(/^base-(damaged|format): /);
    }
  });
});

/** All places of a text in bytes exchanged for another of its length. */
function replaced(bytes: Buffer, text: string, by: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(text, by), 'latin1');
}

describe('HDF5 without measure', () => {
  it('is looked into by names alone: twenty thousand groups cost nothing', async () => {
    const bytes = await hdf5((library, id) => {
      for (let count = 0; count < 20_000; count += 1) library.create_group(id, `/g${count}`);
    });
    const file = written('net.h5', bytes);
    const place = { file, start: 0, bytes: bytes.length };
    await withHdf5(place, (open) => {
      expect(open.has('/g19999')).toBe(true);
      expect(open.has('/g20000')).toBe(false);
    });
    expect(await refusal(file)).toMatch(/^base-format: .*does not say of which layers/);
  });

  it('is refused where a tensor says more values than such a file can hold', async () => {
    const h5 = fixture('keras2-packed.h5');
    const shape = Buffer.from(new BigUint64Array([8n, 4n]).buffer);
    const at = h5.indexOf(shape);
    expect(at).toBeGreaterThan(0);
    const changed = Buffer.from(h5);
    changed.writeBigUInt64LE(2n ** 40n, at);
    expect(await refusal(written('net.h5', changed))).toMatch(/^base-(damaged|weights): /);
  });
});
