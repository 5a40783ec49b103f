import { readLegacyPyTorchFile } from '../../src/catalog/pytorch-weights';
import { TransferError } from '../../src/design/transfer-error';
import { pytorchFile } from '../unit/catalog/support/pytorch-file';
import { damagedBytes, type Fuzzer } from './fuzzer';

const whole = pytorchFile({
  'conv.weight': { shape: [2, 3, 1, 1], strides: [1, 2, 2, 2], stored: [1, 2, 3, 4, 5, 6] },
  'norm.weight': { shape: [3], strides: [1], offset: 1, stored: [1, 2, 3, 4] },
  'norm.steps': { shape: [], strides: [], stored: [7], type: 'LongStorage' },
});

const mostMemory = 50_000_000;

const fuzzer: Fuzzer = {
  name: 'pytorch',
  promise:
    'A file of PyTorch weights of which any byte was changed is refused in words or gives tensors of its own bytes, in the memory that its size calls for.',
  quickTries: 3_000,
  open() {
    return (random) => {
      const changed = damagedBytes(random, whole);
      const said = `\n${changed.toString('hex')}`;
      const before = process.memoryUsage().arrayBuffers;
      const start = performance.now();
      try {
        for (const { values, shape } of readLegacyPyTorchFile(changed).values()) {
          const size = shape.reduce((product, length) => product * length, 1);
          if (values().length !== size)
            throw new Error('A tensor has another number of values than its shape.');
        }
      } catch (error) {
        if (!(error instanceof TransferError))
          throw new Error(`${error instanceof Error ? error.stack : error}${said}`);
      }
      if (process.memoryUsage().arrayBuffers - before > mostMemory)
        throw new Error(`It took too much memory.${said}`);
      if (performance.now() - start > 1_000) throw new Error(`It took longer than a second.${said}`);
    };
  },
};

export default fuzzer;
