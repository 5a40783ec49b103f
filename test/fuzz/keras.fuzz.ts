import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, createWriteStream, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';
import type { Judgement } from './keras-judge';
import { mutatedJson } from './mutated-json';

const promise =
  'A Keras file, whatever it holds, is inspected and read, or refused with a reason, in a process that does not crash.';

/** In milliseconds. */
const longest = 8000;
const mostMegabytes = 2500;
const fixtures = path.resolve(import.meta.dirname, '../fixtures/keras');

/** Files that Keras wrote, and those that lead elsewhere. */
const names = [
  ...[
    'keras2-functional.h5',
    'keras2-nested.h5',
    'keras2-packed.h5',
    'keras2-split.h5',
    'keras3-modern.h5',
    'keras1-old.h5',
  ],
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

/** The process that inspects, which the product ends where it takes too long; here sooner. */
class Judge {
  private child: ChildProcess | undefined;

  /** Says what came of a file: `taken`, a reason, or nothing where it took too long. */
  async judge(file: string): Promise<Judgement | undefined> {
    const child = this.child ?? this.start();
    const answered = once(child, 'message').then(([answer]) => answer as Judgement);
    const ended = once(child, 'exit').then(([status, signal]) => {
      throw new Error(`The process ended with ${status ?? signal}.`);
    });
    const tooLong = new AbortController();
    const waited = setTimeout(longest, undefined, { signal: tooLong.signal });
    child.send(file);
    try {
      const answer = await Promise.race([answered, ended, waited]);
      if (answer === undefined) this.stop();
      return answer;
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      tooLong.abort();
      for (const promise of [answered, ended, waited]) promise.catch(() => undefined);
      child.removeAllListeners();
    }
  }

  private start(): ChildProcess {
    this.child = fork(path.join(import.meta.dirname, 'keras-judge.ts'), { execArgv: ['--import', 'tsx'] });
    // Whoever is done with it need not wait for it.
    this.child.unref();
    this.child.channel?.unref();
    return this.child;
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

const fuzzer: Fuzzer = {
  name: 'keras',
  promise,
  quickTries: 25,
  async open(folder) {
    const sources = names.map((name) => ({ name, bytes: readFileSync(path.join(fixtures, name)) }));
    const archives = new Map<string, Members>();
    for (const { name } of sources) {
      if (name.endsWith('.keras')) archives.set(name, await membersOf(path.join(fixtures, name)));
    }
    // What a link or a source of values may lead to.
    copyFileSync(path.join(fixtures, 'keras2-other.h5'), path.join(folder, 'keras2-other.h5'));
    const judge = new Judge();
    process.once('exit', () => judge.stop());
    return async (random) => {
      const { name, bytes } = pick(random, sources);
      const file = path.join(folder, `base${path.extname(name)}`);
      const members = archives.get(name);
      if (members !== undefined && random() < 0.7) await writeChanged(random, file, members);
      else writeFileSync(file, damagedBytes(random, bytes));
      const answer = await judge.judge(file).catch((error) => {
        throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
      });
      rmSync(file);
      if (answer === undefined) return;
      const { fault, megabytes } = answer;
      if (fault !== undefined) throw new Error(`${name}: ${fault}`);
      if (megabytes > mostMegabytes) throw new Error(`${name}: it took ${megabytes.toFixed(0)} MB.`);
    };
  },
};

export default fuzzer;
