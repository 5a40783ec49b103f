import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readLegacyPyTorchFile, readPyTorchArchive } from '../../src/catalog/pytorch-weights';
import type { SourceTensor } from '../../src/catalog/source-tensor';
import { TransferError } from '../../src/design/transfer-error';
import { openPyTorchArchive } from '../../src/train/formats/pytorch-archive';
import { type ZipMember, zipFile } from '../fixtures/zip-file';
import { archiveMembers, pickle, pytorchFile, rebuilt } from '../unit/catalog/support/pytorch-file';
import { between, damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';

const tensors = {
  'conv.weight': { shape: [2, 3, 1, 1], strides: [1, 2, 2, 2], stored: [1, 2, 3, 4, 5, 6] },
  'norm.weight': { shape: [3], strides: [1], offset: 1, stored: [1, 2, 3, 4] },
  'norm.steps': { shape: [], strides: [], stored: [7], type: 'LongStorage' },
};
const legacy = pytorchFile(tensors);
const members = archiveMembers(tensors);
const fixtures = path.resolve(import.meta.dirname, '../fixtures/pytorch');
const saved = ['kinds.pt', 'checkpoint.pth', 'state-dict.pth', 'whole-model.pth', 'script.pt'].map((name) =>
  readFileSync(path.join(fixtures, name)),
);

const mostMemory = 50_000_000;

type Read = (file: string, bytes: Buffer) => Promise<ReadonlyMap<string, SourceTensor>>;
const readArchive: Read = async (file, bytes) => {
  writeFileSync(file, bytes);
  return readPyTorchArchive(await openPyTorchArchive(file));
};
const readLegacy: Read = async (_, bytes) => readLegacyPyTorchFile(bytes);

/** An archive of which one member is damaged, or lies about its length, its place or its packing. */
function lying(random: Random): Buffer {
  const chosen = pick(random, members);
  const lies: readonly (() => Partial<ZipMember>)[] = [
    () => ({ bytes: damagedBytes(random, chosen.bytes) }),
    () => ({ size: pick(random, [0, 1, chosen.bytes.length + 4, 2 ** 31, 2 ** 32 - 1]) }),
    () => ({ offset: between(random, 0, 1500) }),
    () => ({ method: between(random, 0, 12) }),
    () => ({
      name: pick(random, [
        '../x',
        '/x',
        'net/data/../x',
        'net/data/',
        'net\\data',
        ...members.map(({ name }) => name),
      ]),
    }),
  ];
  return zipFile(
    members.map((member) => (member === chosen ? { ...member, ...pick(random, lies)() } : member)),
  );
}

/** What a pickle may not name, in place of a tensor or beside it. */
function naming(random: Random): Buffer {
  const letters = () =>
    Array.from({ length: between(random, 1, 9) }, () => pick(random, [...'abcdeosy_.'])).join('');
  const module = pick(random, ['os', 'builtins', '__builtin__', 'torch', 'torch._utils', 'numpy', letters()]);
  const called = pickle.name(module, pick(random, ['system', 'eval', 'getattr', '__import__', letters()]));
  const value = pick(random, [called, pickle.call(called, pickle.text('id'))]);
  const tensor = [pickle.text('norm.weight'), rebuilt('norm.weight', tensors['norm.weight'])];
  const pairs = [...(random() < 0.5 ? tensor : []), pickle.text('x'), value];
  return zipFile(archiveMembers(tensors, pickle.dictionary(...pairs)));
}

const kinds: readonly (readonly [Read, (random: Random) => Buffer, must?: 'refuse'])[] = [
  [readLegacy, (random) => damagedBytes(random, legacy)],
  [readArchive, (random) => damagedBytes(random, zipFile(members))],
  [readArchive, (random) => damagedBytes(random, pick(random, saved))],
  [readArchive, lying],
  [readArchive, naming, 'refuse'],
];

const fuzzer: Fuzzer = {
  name: 'pytorch',
  promise:
    'A file of PyTorch weights of which any byte was changed, or that lies about itself, is refused in words or gives tensors of its own bytes, in the memory that its size calls for; one that names anything else is refused.',
  quickTries: 1_500,
  open(folder) {
    return async (random) => {
      const [read, make, must] = pick(random, kinds);
      const changed = make(random);
      const said = `\n${changed.toString('hex')}`;
      const before = process.memoryUsage().arrayBuffers;
      const start = performance.now();
      let refused = false;
      try {
        for (const { values, shape } of (await read(path.join(folder, 'net.pth'), changed)).values()) {
          const size = shape.reduce((product, length) => product * length, 1);
          if (values().length !== size)
            throw new Error('A tensor has another number of values than its shape.');
        }
      } catch (error) {
        if (!(error instanceof TransferError))
          throw new Error(`${error instanceof Error ? error.stack : error}${said}`);
        refused = true;
      }
      if (must === 'refuse' && !refused) throw new Error(`It was not refused.${said}`);
      if (process.memoryUsage().arrayBuffers - before > mostMemory)
        throw new Error(`It took too much memory.${said}`);
      if (performance.now() - start > 1_000) throw new Error(`It took longer than a second.${said}`);
    };
  },
};

export default fuzzer;
