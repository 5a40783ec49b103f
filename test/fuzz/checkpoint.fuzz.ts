import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../src/design/images/random';
import { isTransferError } from '../../src/design/transfer-error';
import { keyedHash } from '../../src/disk/files/user-secret';
import type { EpochEvent } from '../../src/shared/run-events';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../src/train/run/checkpoint';
import { between, damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';

const epoch: EpochEvent = {
  ...{ event: 'epoch', start: 'pretrained', phase: 1, epoch: 1, epochs: 2, loss: 1, accuracy: 0.5 },
  ...{
    validationLoss: 1,
    validationAccuracy: 0.5,
    validationImages: 2,
    best: true,
    seconds: 1,
    secondsLeft: null,
  },
};

function sample(): Checkpoint {
  const random = seededRandom('checkpoint');
  const tensor = (...shape: readonly number[]) => {
    const count = shape.reduce((product, length) => product * length, 1);
    return { shape, values: Float32Array.from({ length: count }, random) };
  };
  const weights = new Map([
    ['dense/kernel', tensor(8, 4)],
    ['dense/bias', tensor(4)],
  ]);
  const best = { epoch: 1, loss: 1, accuracy: 0.5 };
  return {
    ...{ start: 'pretrained', phase: 1, carried: weights, best: { phase: 1, ...best }, epochs: [epoch] },
    ...{ run: 'one', recomputed: { rows: 2, of: 9, difference: 0 } },
    outcomes: [{ start: 'random', phase: 1, ...best, weights }],
    progress: {
      ...{ epoch: 1, steps: 3, weights, best: { ...best, weights } },
      optimizer: [
        { name: 'steps', ...tensor(1) },
        { name: '0/mean', ...tensor(32) },
      ],
    },
  };
}

const headerStart = 46;
const magicLength = 10;

/** A file whose header says something else, with the right seal over it: what only this user could make. */
async function forged(random: Random, bytes: Buffer): Promise<Buffer> {
  const length = bytes.readUInt32LE(headerStart - 4);
  const header = bytes.toString('utf8', headerStart, headerStart + length);
  const numbers = [...header.matchAll(/\d+/g)];
  const { 0: number = '', index = 0 } = pick(random, numbers);
  const other = pick(random, [
    '0',
    '4294967296',
    '9007199254740991',
    '-1',
    '1e9',
    '1e400',
    'null',
    '"x"',
    '[]',
    '{}',
  ]);
  const changed = Buffer.from(header.slice(0, index) + other + header.slice(index + number.length));
  const lengths = [changed.length, changed.length, 0, 0x7fffffff, 0xffffffff, between(random, 0, 5_000)];
  const said = Buffer.alloc(4);
  said.writeUInt32LE(pick(random, lengths));
  const padding = Buffer.alloc((4 - ((headerStart + changed.length) % 4)) % 4);
  const values = bytes.subarray(headerStart + length + ((4 - ((headerStart + length) % 4)) % 4));
  const following = Buffer.concat([said, changed, padding, values]);
  const sha256 = createHash('sha256').update(following).digest();
  const seal = Buffer.from(await keyedHash('tensor file', sha256), 'hex');
  return Buffer.concat([bytes.subarray(0, magicLength), seal, following]);
}

const mostMemory = 100_000_000;

const fuzzer: Fuzzer = {
  name: 'checkpoint',
  promise:
    'A checkpoint of which any byte was changed is refused in words or gives what was written, and takes no memory that its size does not call for.',
  quickTries: 300,
  async open(folder) {
    const run = path.join(folder, 'runs', 'one');
    mkdirSync(run, { recursive: true });
    await writeCheckpoint(run, sample());
    const file = path.join(run, 'checkpoint', 'state.bin');
    const whole = readFileSync(file);
    return async (random) => {
      const isForged = random() < 0.4;
      const changed = isForged ? await forged(random, whole) : damagedBytes(random, whole);
      rmSync(file, { force: true });
      writeFileSync(file, changed);
      const said = `\n${changed.toString('latin1').slice(0, 3_000)}`;
      const before = process.memoryUsage();
      const start = performance.now();
      const read = await readCheckpoint(run).catch((error: unknown) => {
        if (isTransferError(error, 'checkpoint')) return undefined;
        throw new Error(`${error instanceof Error ? error.stack : error}${said}`);
      });
      const { arrayBuffers } = process.memoryUsage();
      if (arrayBuffers - before.arrayBuffers > mostMemory)
        throw new Error(`It took ${arrayBuffers} bytes.${said}`);
      if (performance.now() - start > 1_000) throw new Error(`It took longer than a second.${said}`);
      if (read !== undefined && !isForged && !changed.equals(whole)) {
        throw new Error(`Other bytes were read as a checkpoint.${said}`);
      }
    };
  },
};

export default fuzzer;
