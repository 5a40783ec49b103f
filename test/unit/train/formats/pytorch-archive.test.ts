import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLegacyPyTorchFile, readPyTorchArchive } from '../../../../src/catalog/pytorch-weights';
import { openPyTorchArchive } from '../../../../src/train/formats/pytorch-archive';
import { openBase } from '../../../../src/train/formats/read-base';
import { type ZipMember, zipFile } from '../../../fixtures/zip-file';
import { archiveMembers, pickle } from '../../catalog/support/pytorch-file';
import { temporaryFolder } from '../../disk/support/temporary-folder';

const fixtures = path.join(import.meta.dirname, '../../../fixtures/pytorch');
const fixture = (name: string) => path.join(fixtures, name);
const golden: Readonly<Record<string, Readonly<Record<string, { shape: number[]; values: number[] }>>>> =
  JSON.parse(readFileSync(fixture('golden.json'), 'utf8'));

async function tensorsOf(file: string) {
  const tensors = readPyTorchArchive(await openPyTorchArchive(file));
  return Object.fromEntries(
    [...tensors].map(([name, { shape, values }]) => [name, { shape, values: [...values()] }]),
  );
}

function asFile(members: readonly ZipMember[]): string {
  const file = path.join(temporaryFolder(), 'net.pth');
  writeFileSync(file, zipFile(members));
  return file;
}

const row = { shape: [3], strides: [1], stored: [1, 2, 3] };

describe('a file that PyTorch saved', () => {
  it.each([
    ['tensors of each type, transposed and cut out of others', 'kinds.pt'],
    ['the state dictionary of a network', 'state-dict.pth'],
    ['its parameters', 'parameters.pth'],
    ['a checkpoint of a training script, with the optimiser beside the weights', 'checkpoint.pth'],
  ])('gives the tensors that PyTorch had: %s', async (_, name) => {
    const expected = Object.entries(golden[name] ?? {}).map(([tensor, { shape, values }]) => [
      tensor,
      { shape, values: [...Float32Array.from(values)] },
    ]);
    expect(expected.length).toBeGreaterThan(1);
    expect(Object.entries(await tensorsOf(fixture(name)))).toEqual(expected);
  });

  it('gives what the same file of before version 1.6 gives', async () => {
    const old = readLegacyPyTorchFile(readFileSync(fixture('state-dict-old.pth')));
    expect(await tensorsOf(fixture('state-dict.pth'))).toEqual(
      Object.fromEntries(
        [...old].map(([name, { shape, values }]) => [name, { shape, values: [...values()] }]),
      ),
    );
  });

  it.each([
    [
      'whole-model.pth',
      /names "__main__ Net"\. .*save its weights alone with `torch\.save\(model\.state_dict/,
    ],
    ['optimiser.pth', /no dictionary of named tensors, but optimizer and epoch\. .*state_dict/],
    ['script.pt', /TorchScript.*Save its weights alone/],
    ['state-dict.pth', /weights without layers \(7 tensors/],
  ])('that is no base is refused with what to do: %s', async (name, reason) => {
    await expect(openBase(fixture(name))).rejects.toMatchObject({
      code: 'base-format',
      message: expect.stringMatching(reason),
    });
  });
});

describe('the state dictionary of a checkpoint', () => {
  const weights = pickle.dictionary(pickle.text('row'), pickle.number(0));
  const withTensor = (...pairs: readonly Buffer[]) =>
    asFile(archiveMembers({ row }, pickle.dictionary(...pairs)));
  const tensors = (name: string) => {
    const [member] = archiveMembers({ row });
    // The dictionary alone, without what begins and ends a pickle.
    const dictionary = member?.bytes.subarray(2, -1) ?? Buffer.alloc(0);
    return [pickle.text(name), dictionary] as const;
  };

  it('is the one of the usual name, where there are several', async () => {
    const file = withTensor(...tensors('ema'), ...tensors('model'));
    expect(Object.keys(await tensorsOf(file))).toEqual(['row']);
  });

  it('may have any name, where there is one', async () => {
    expect(Object.keys(await tensorsOf(withTensor(...tensors('student'))))).toEqual(['row']);
  });

  it('is not guessed, where there are several of other names', async () => {
    const file = withTensor(...tensors('student'), ...tensors('teacher'));
    await expect(tensorsOf(file)).rejects.toThrow(
      /several dictionaries of named tensors, but student and teacher/,
    );
  });

  it('is no dictionary of numbers', async () => {
    await expect(tensorsOf(withTensor(pickle.text('state_dict'), weights))).rejects.toThrow(
      /no dictionary of named tensors, but state_dict/,
    );
  });
});

describe('a file of PyTorch that can not be believed', () => {
  const members = archiveMembers({ row });
  const changed = (name: string, change: Partial<ZipMember>) =>
    members.map((member) => (member.name === name ? { ...member, ...change } : member));

  it.each([
    [
      'whose values are fewer than it says',
      changed('net/data/row', { bytes: Buffer.alloc(8) }),
      /another length/,
    ],
    ['whose values would be larger than the file', changed('net/data/row', { size: 4e9 }), /overflows/],
    ['whose values would lie behind it', changed('net/data/row', { offset: 4e9 }), /wrong/],
    ['without values', members.filter(({ name }) => name !== 'net/data/row'), /lacks the values of row/],
    ['without a pickle', members.slice(1), /holds no data\.pkl/],
    ['whose pickle is packed', changed('net/data.pkl', { method: 8 }), /packed/],
    ['of a big-endian machine', changed('net/byteorder', { bytes: Buffer.from('big') }), /big-endian/],
    ['with a name that leads out of it', changed('net/data/row', { name: '../row' }), /wrong/],
    ['with a name twice', [...members, members[0]!], /twice/],
  ])('is refused: one %s', async (_, parts, reason) => {
    const file = asFile(parts);
    await expect(tensorsOf(file)).rejects.toThrow(reason);
    await expect(openBase(file)).rejects.toMatchObject({ code: 'base-damaged' });
  });

  it('is refused wherever it breaks off', async () => {
    const whole = zipFile(members);
    const file = path.join(temporaryFolder(), 'net.pth');
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(file, whole.subarray(0, length));
      await expect(tensorsOf(file)).rejects.toMatchObject({ name: 'TransferError' });
    }
  });

  it.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['torch.nn.modules.conv', 'Conv2d'],
    ['collections', 'deque'],
  ])('names nothing that is not on the list: %s %s', async (module, name) => {
    const call = pickle.call(pickle.name(module, name), pickle.text('touch /tmp/x'));
    await expect(tensorsOf(asFile(archiveMembers({}, call)))).rejects.toThrow(`names "${module} ${name}"`);
  });
});
