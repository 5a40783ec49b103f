import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/design/images/random';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { listRuns, readOwnRunRecord } from '../../src/disk/runs/run-folder';
import { requestStop } from '../../src/disk/runs/stop-run';
import { isAsLeft, reportDoubt } from '../../src/launch/runs/run-doubts';
import type { Engine } from '../../src/train/engines/engine';
import { loadEngines } from '../../src/train/engines/load-engines';
import { loadPredictor } from '../../src/train/predict';
import { readCheckpoint, runIdentity } from '../../src/train/run/checkpoint';
import { runPlan } from '../../src/train/run/run-plan';
import { dist, nativeEngineFolder, phases, RunWorkshop, savedWeights } from './run-workshop';

const catalog = path.join(dist, '..', 'models');
let workshop: RunWorkshop;
let engine: Engine;
/** A run that has finished, and one that was stopped. */
let finished: string;
let stopped: string;

beforeAll(async () => {
  workshop = await RunWorkshop.open(await nativeEngineFolder(), 6);
  vi.stubEnv('TRANSFER_DESIGNER_TFJS_NODE', workshop.engine);
  ({ training: engine } = await loadEngines(process.env));
  stopped = await workshop.prepare(
    workshop.plan({ phases: [{ ...phases.head, epochs: 200, patience: 200 }] }),
  );
  await workshop.go(stopped, (event) => {
    if (event.event === 'epoch' && event.epoch === 2) requestStop(stopped);
  });
  finished = (await workshop.run(poorly())).folder;
});

afterAll(() => {
  vi.unstubAllEnvs();
  return workshop?.close();
});

/** A plan that gets pictures wrong, so that the report shows some. */
const poorly = () => ({ phases: [{ ...phases.head, epochs: 2, learningRate: 1e-5 }] });

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');

/** Each gives what it makes of the files, or throws an error that says which file, or run, is not as it was. */
const readers = {
  async list() {
    const runs = await listRuns(path.join(workshop.folder, 'runs'));
    return Promise.all(
      runs
        .filter(({ folder }) => folder === finished || folder === stopped)
        .map(async (run) => {
          if ('problem' in run) throw new Error(run.problem);
          if (await isAsLeft(run.folder, run, 'metrics.jsonl')) return run.record;
          throw new Error(`${run.folder} was not made here, or was changed since.`);
        }),
    );
  },
  /** Their figures are only shown; of a run that has not finished they are written anew when it goes on. */
  curves: () => readMetrics(finished),
  async predict() {
    const image = path.join(workshop.folder, 'images-test', 'red', 'red-0.png');
    return (await loadPredictor(finished, { answering: [engine], training: engine })).predict(image);
  },
  async report() {
    const doubt = await reportDoubt(finished);
    if (doubt !== undefined) throw new Error(`${path.join(finished, 'report.html')} was ${doubt}.`);
    return sha256(await readFile(path.join(finished, 'report.html')));
  },
  async resume() {
    const record = await readOwnRunRecord(stopped);
    return [record, sha256(serialize(await readCheckpoint(stopped, runIdentity(record))))];
  },
  /** As above, to the end, in a copy of the folder. */
  async resumeToEnd() {
    const copy = `${stopped}-copy`;
    try {
      await cp(stopped, copy, { recursive: true });
      expect(await runPlan(copy, catalog).catch(inFirstFolder(copy))).toBe('finished');
      return sha256(await savedWeights(copy));
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  },
  async train() {
    const folder = await workshop.prepare(workshop.plan(poorly()));
    try {
      expect(await runPlan(folder, catalog)).toBe('finished');
      const report = await readFile(path.join(folder, 'report.html'), 'utf8');
      return [sha256(await savedWeights(folder)), report.match(/data:image[^"]*/g)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Says of a copied folder's failure what it would have said of the folder. */
const inFirstFolder = (copy: string) => (error: Error) => {
  throw new Error(error.message.replaceAll(copy, stopped), { cause: error });
};

type Reader = keyof typeof readers;

/** Every kind of file that a run writes: who reads it, and how many of its bytes are tried, at most. */
const kinds: readonly {
  readonly file: RegExp;
  readonly readers: readonly Reader[];
  readonly tries: number;
}[] = [
  { file: /^runs\/FINISHED\/run\.json$/, readers: ['list', 'predict', 'report'], tries: 300 },
  { file: /^runs\/FINISHED\/model\/.*$/, readers: ['predict'], tries: 200 },
  { file: /^runs\/FINISHED\/report\.html$/, readers: ['report'], tries: 200 },
  { file: /^runs\/FINISHED\/metrics\.jsonl$/, readers: ['list', 'predict', 'report'], tries: 60 },
  {
    file: /^runs\/FINISHED\/(golden\.json|events\.jsonl)$/,
    readers: ['list', 'predict', 'report'],
    tries: 20,
  },
  { file: /^runs\/FINISHED\/checkpoint\/state\.bin$/, readers: ['list', 'predict', 'report'], tries: 10 },
  { file: /^runs\/STOPPED\/run\.json$/, readers: ['list', 'resume'], tries: 300 },
  { file: /^runs\/STOPPED\/checkpoint\/state\.bin$/, readers: ['resume'], tries: 300 },
  { file: /^runs\/STOPPED\/(run\.json|checkpoint\/state\.bin)$/, readers: ['resumeToEnd'], tries: 3 },
  { file: /^runs\/STOPPED\/(events|metrics)\.jsonl$/, readers: ['resumeToEnd'], tries: 3 },
  { file: /^\.transfer\/features\/[0-9a-f]{64}\/.*$/, readers: ['train'], tries: 2 },
  // Decides last bits alone, and those on some processors only.
  { file: /^\.transfer\/batches\.json$/, readers: ['train'], tries: 4 },
  { file: /^\.transfer\/thumbnails\/.*$/, readers: ['train'], tries: 1 },
  { file: /^(runs|\.transfer)\/\.gitignore$/, readers: ['list'], tries: 2 },
];

const mostFiles = 8;

/** The files that the runs have left, by the names that `kinds` gives them. */
async function filesLeft(): Promise<{ readonly name: string; readonly file: string }[]> {
  const all = await readdir(workshop.folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => {
      const parts = path.relative(workshop.folder, file).split(path.sep).join('/');
      const name = parts
        .replace(path.basename(finished), 'FINISHED')
        .replace(path.basename(stopped), 'STOPPED');
      return { name, file };
    })
    .filter(({ name }) => name.startsWith('runs/') || name.startsWith('.transfer/'));
}

async function answer(reader: Reader): Promise<string> {
  return JSON.stringify(await readers[reader]());
}

describe('a changed byte of what a run has left', () => {
  it('is looked at in every kind of file that is written', async () => {
    const files = await filesLeft();
    const unknown = files.filter(({ name }) => !kinds.some(({ file }) => file.test(name)));
    expect(unknown.map(({ name }) => name)).toEqual([]);
    for (const { file } of kinds)
      expect(
        files.some(({ name }) => file.test(name)),
        String(file),
      ).toBe(true);
  });

  it.each(kinds.map((kind) => [kind.file.source, kind] as const))(
    'in %s changes nothing, or is named',
    async (source, kind) => {
      const untouched = new Map<Reader, string>();
      for (const reader of kind.readers) untouched.set(reader, await answer(reader));
      const transfer = path.join(workshop.folder, '.transfer');
      const kept = `${transfer}-kept`;
      await cp(transfer, kept, { recursive: true });
      const faults: string[] = [];
      let named = 0;
      // There may be many of a kind that are all alike.
      const files = (await filesLeft()).filter(({ name }) => kind.file.test(name)).slice(0, mostFiles);
      for (const { name, file } of files) {
        const bytes = await readFile(file);
        const random = seededRandom(source, name.replace(/[0-9a-f]{64}/g, ''));
        const places =
          bytes.length <= kind.tries
            ? bytes.keys()
            : Array.from({ length: kind.tries }, () => Math.floor(random() * bytes.length));
        for (const place of places) {
          const changed = Buffer.from(bytes);
          changed[place] = (changed[place] ?? 0) ^ (1 << Math.floor(random() * 8));
          for (const reader of kind.readers) {
            await writeFile(file, changed);
            const said = await answer(reader).catch((error: Error) => error);
            if (said instanceof Error) {
              named += 1;
              const about = [file, path.dirname(file)].some((each) => said.message.includes(each));
              if (!about) faults.push(`${name}, byte ${place}: ${reader} says "${said.message}"`);
            } else if (said !== untouched.get(reader)) {
              faults.push(`${name}, byte ${place}: ${reader} gives another answer`);
            }
            await writeFile(file, bytes);
            if (reader === 'train') {
              await rm(transfer, { recursive: true });
              await cp(kept, transfer, { recursive: true });
            }
          }
        }
      }
      await rm(kept, { recursive: true });
      expect(faults.slice(0, 5)).toEqual([]);
      const isProved =
        /run\\\.json|model|report|state/.test(source) && !source.includes('FINISHED\\/checkpoint');
      expect(named).toBeGreaterThanOrEqual(isProved ? 1 : 0);
    },
  );
});
