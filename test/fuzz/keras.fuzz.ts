import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { BaseProblem } from '../../src/disk/bases/base-problem';
import type { Engine } from '../../src/train/engines/engine';
import { cpuEngine } from '../../src/train/engines/wasm-engine';
import { inspectBase } from '../../src/train/inspect';
import { readBase } from '../../src/train/network/read-base';
import { TrainFailure } from '../../src/train/train-failure';
import { damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';
import { mutatedJson } from './mutated-json';

const promise =
  'A Keras file, whatever it holds, is inspected and read within seconds, or refused with a reason.';

const longest = 5000;
const fixtures = path.resolve(import.meta.dirname, '../fixtures/keras');

/** Files that Keras wrote, and those that lead elsewhere. */
const names = [
  ...['keras2-functional.h5', 'keras2-nested.h5', 'keras2-packed.h5', 'keras2-split.h5', 'keras3-modern.h5'],
  ...['keras2-virtual.h5', 'keras2-raw-storage.h5', 'keras2-external-link.h5', 'keras2-circle.h5'],
  ...['keras2-sequential.keras', 'keras2-nested.keras', 'keras3-functional.keras'],
];

/** The members of a ZIP archive. */
type Members = ReadonlyMap<string, Buffer>;

async function membersOf(file: string): Promise<Members> {
  const members = new Map<string, Buffer>();
  const archive = await openPromise(file);
  for await (const entry of archive.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    members.set(entry.fileName, Buffer.concat(pieces));
  }
  return members;
}

async function writeZip(file: string, members: Members): Promise<void> {
  const archive = new ZipFile();
  for (const [name, bytes] of members) archive.addBuffer(bytes, name, { compress: false });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(file));
}

/** An archive whose parts are whole, and what they say is not. */
async function writeChanged(random: Random, file: string, members: Members): Promise<void> {
  const changed = new Map(members);
  const name = pick(random, [...members.keys()]);
  const bytes = members.get(name) ?? Buffer.alloc(0);
  const isText = name.endsWith('.json');
  const json = (): Buffer =>
    Buffer.from(JSON.stringify(mutatedJson(random, JSON.parse(bytes.toString('utf8')))));
  changed.set(name, isText && random() < 0.9 ? json() : damagedBytes(random, bytes));
  await writeZip(file, changed);
}

async function judge(engine: Engine, file: string): Promise<void> {
  try {
    await inspectBase(file, engine);
    await readBase(file);
  } catch (error) {
    if (!(error instanceof BaseProblem || error instanceof TrainFailure)) throw error;
    const isReason = /^base-/.test(error.code) && error.message.length > 20 && error.message.length < 1500;
    if (isReason && !/\n|\[object/.test(error.message)) return;
    throw new Error(`No reason: ${error.code} ${error.message}`);
  }
}

const fuzzer: Fuzzer = {
  name: 'keras',
  promise,
  quickTries: 60,
  async open(folder) {
    const { runsOn: _, ...engine } = await cpuEngine();
    const sources = names.map((name) => ({ name, bytes: readFileSync(path.join(fixtures, name)) }));
    const archives = new Map<string, Members>();
    for (const { name } of sources) {
      if (name.endsWith('.keras')) archives.set(name, await membersOf(path.join(fixtures, name)));
    }
    // What a link or a source of values may lead to.
    for (const name of ['keras2-other.h5']) {
      writeFileSync(path.join(folder, name), readFileSync(path.join(fixtures, name)));
    }
    return async (random) => {
      const { name, bytes } = pick(random, sources);
      const file = path.join(folder, `base${path.extname(name)}`);
      mkdirSync(folder, { recursive: true });
      const members = archives.get(name);
      if (members !== undefined && random() < 0.7) await writeChanged(random, file, members);
      else writeFileSync(file, damagedBytes(random, bytes));
      const start = performance.now();
      try {
        await judge(engine, file);
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.stack : error}`);
      } finally {
        engine.tf.disposeVariables();
        rmSync(file);
      }
      const milliseconds = performance.now() - start;
      if (milliseconds > longest) throw new Error(`${name}: it took ${milliseconds.toFixed(0)} ms.`);
    };
  },
};

export default fuzzer;
