import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { planSettings } from '../../src/design/plan/plan-settings';
import { isTransferError, TransferError } from '../../src/design/transfer-error';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { listRuns, readRunRecord } from '../../src/disk/runs/run-folder';
import { readRunLabel } from '../../src/disk/runs/run-label';
import { runLockHolder } from '../../src/disk/runs/run-lock';
import { runStateNow } from '../../src/disk/runs/run-state';
import { stopRequested } from '../../src/disk/runs/stop-run';
import { countEventsBeforeLastStart, countRunEvents } from '../../src/launch/runs/follow-run';
import { curvesOf } from '../../src/report/curves';
import { writeReport } from '../../src/report/write-report';
import type { EpochEvent, RunEvent } from '../../src/shared/run-events';
import { runNameComplaint } from '../../src/shared/run-name';
import { readGolden } from '../../src/train/run/golden-file';
import { runRecord, runResult } from '../fixtures/fake-run';
import { deepPlan } from '../fixtures/terminal-sample';
import { between, damagedBytes, type Fuzzer, pick, type Random } from './fuzzer';

const time = '2026-05-04T10:30:05.000Z';
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
const started: RunEvent = {
  ...{ time, event: 'started', run: 'one', resumed: false, processId: 1 },
  engines: { features: 'a', training: 'b' },
};
const events: readonly RunEvent[] = [
  started,
  { time, ...epoch },
  { time, event: 'finished', result: runResult },
];

/** What a run has written, by the file's name. */
const written: Readonly<Record<string, unknown>> = {
  'run.json': {
    ...runRecord('/pets/transfer.yaml', 'version: 1\n'),
    ...{ plan: deepPlan, state: 'finished', result: runResult, otherResult: runResult },
    ...{ problems: [{ severity: 'warning', message: 'odd' }], seconds: { train: 1 } },
    engines: { features: 'a', training: 'b' },
  },
  'events.jsonl': events,
  'metrics.jsonl': [epoch, { ...epoch, epoch: 2 }],
  lock: { processId: 999_999, startTime: 'then', host: 'here', claim: '0'.repeat(36) },
  stop: '',
  'label.json': { name: 'best so far', starred: true },
  'golden.json': {
    ...{ classes: ['cat', 'dog', 'neither'], shape: [1, 2, 3] },
    images: [{ file: 'a.png', sha256: 'ab'.repeat(32), pixels: 'AAAAAAAA', probabilities: [1, 0, 0] }],
  },
};

const textOf = (name: string, value: unknown): string => {
  if (name.endsWith('.jsonl'))
    return (value as unknown[]).map((line) => `${JSON.stringify(line)}\n`).join('');
  return name === 'stop' ? '' : JSON.stringify(value);
};

/** Values that nobody expects, and some that are nearly right. */
const strange: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 4_294_967_296, '', 'x', '\u0000', '\u001b[31m'],
  ...['../../outside', '/etc/passwd', 'C:\\Windows', '..', '.', '__proto__', 'x'.repeat(100_000), '\ud800'],
  ...[[], {}, [[]], [null], { length: 1e9 }, ['a', 'a'], { toString: 1 }, [1e9, 1e9], ['pretrained']],
];
const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'name', 'then'];

/** The value with one part exchanged, taken out, doubled, or with a key more. */
function mutated(random: Random, value: unknown): unknown {
  if (random() < 0.15 || typeof value !== 'object' || value === null) return pick(random, strange);
  if (Array.isArray(value)) {
    const place = between(random, 0, Math.max(0, value.length - 1));
    const drawn = random();
    if (drawn < 0.1) return [...value, ...value];
    if (drawn < 0.2) return value.toSpliced(place, 1);
    if (drawn < 0.25) return Array.from({ length: 20_000 }, () => value[place]);
    return value.length === 0 ? [pick(random, strange)] : value.with(place, mutated(random, value[place]));
  }
  const entries = Object.entries(value);
  const drawn = random();
  // A text, since an object can't be given a key like `__proto__` otherwise.
  if (drawn < 0.1) {
    const added = `${JSON.stringify(pick(random, keys))}:${JSON.stringify(pick(random, strange))}`;
    return JSON.parse(
      `{${[...entries.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`), added].join(',')}}`,
    );
  }
  if (entries.length === 0) return pick(random, strange);
  const [key, one] = pick(random, entries);
  if (drawn < 0.2) return Object.fromEntries(entries.filter(([other]) => other !== key));
  return { ...value, [key]: mutated(random, one) };
}

/** Puts something into the place of a file that is no text of ours. */
function plant(random: Random, file: string, name: string): string {
  const drawn = random();
  const value = written[name];
  if (drawn < 0.55) {
    let changed = value;
    for (let left = between(random, 1, 3); left > 0; left -= 1) changed = mutated(random, changed);
    const text =
      name.endsWith('.jsonl') && !Array.isArray(changed) ? JSON.stringify(changed) : textOf(name, changed);
    writeFileSync(file, text ?? '');
    return String(text).slice(0, 2_000);
  }
  if (drawn < 0.9) {
    const bytes = damagedBytes(random, Buffer.from(textOf(name, value)));
    writeFileSync(file, bytes);
    return bytes.toString('latin1').slice(0, 2_000);
  }
  const [kind, make] = pick(random, others);
  make(file);
  return kind;
}

const others: readonly (readonly [kind: string, make: (file: string) => void])[] = [
  ['a folder', (file) => void mkdirSync(file)],
  ['a link to a device', (file) => symlinkSync('/dev/zero', file)],
  ['a link to itself', (file) => symlinkSync(file, file)],
  ['a link that leads nowhere', (file) => symlinkSync('/nowhere', file)],
  ['deep brackets', (file) => writeFileSync(file, '['.repeat(200_000))],
  ['deep maps', (file) => writeFileSync(file, '{"a":'.repeat(100_000))],
  ['ten megabytes of nothing', (file) => writeFileSync(file, Buffer.alloc(10_000_000))],
  ...(process.platform === 'win32'
    ? []
    : ([['a pipe', (file: string) => void execFileSync('mkfifo', [file])]] as const)),
];

async function named(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    const isNamed =
      isTransferError(error, 'run-record') ||
      error instanceof TransferError ||
      (error instanceof Error && 'code' in error);
    if (!isNamed) throw error;
  });
}

/** Whatever is made of a record that was let through. */
async function use(folder: string): Promise<void> {
  const record = await readRunRecord(folder);
  const epochs = await readMetrics(folder);
  await runStateNow(folder, record);
  planSettings(record.plan);
  curvesOf(epochs, record.result, record.otherResult);
  writeReport({ record, epochs, thumbnails: new Map(), problems: record.problems ?? [], caches: [] });
}

const fuzzer: Fuzzer = {
  name: 'record',
  promise:
    'Whatever stands in the place of a run’s files, its readers give what they can or a problem that they name, within five seconds, and the other runs are listed.',
  quickTries: 80,
  open(folder) {
    const runs = path.join(folder, 'runs');
    for (const name of ['good', 'other']) {
      mkdirSync(path.join(runs, name), { recursive: true });
      for (const [file, value] of Object.entries(written))
        writeFileSync(path.join(runs, name, file), textOf(file, value));
    }
    const bad = path.join(runs, 'bad');
    return async (random) => {
      rmSync(bad, { recursive: true, force: true });
      mkdirSync(bad);
      for (const [file, value] of Object.entries(written))
        writeFileSync(path.join(bad, file), textOf(file, value));
      const planted: string[] = [];
      for (let left = between(random, 1, 2); left > 0; left -= 1) {
        const name = pick(random, Object.keys(written));
        rmSync(path.join(bad, name), { recursive: true, force: true });
        planted.push(`${name}: ${plant(random, path.join(bad, name), name)}`);
      }
      const said = `\n${planted.join('\n')}`;
      const start = performance.now();
      try {
        const listed = await listRuns(runs);
        const whole = listed.filter((run) => 'record' in run).map((run) => path.basename(run.folder));
        if (!whole.includes('good') || !whole.includes('other'))
          throw new Error('The others are not listed.');
        if (listed.length !== 3) throw new Error(`${listed.length} of 3 runs are listed.`);
        await named(use(bad));
        await runLockHolder(bad);
        await countRunEvents(bad);
        await countEventsBeforeLastStart(bad);
        await readMetrics(bad);
        await named(readGolden(bad));
        stopRequested(bad);
        const { given } = await readRunLabel(bad);
        if (given !== null && runNameComplaint(given) !== undefined)
          throw new Error(`It is called ${given}.`);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.stack : error}${said}`);
      }
      const milliseconds = performance.now() - start;
      if (milliseconds > 5_000) throw new Error(`Reading took ${milliseconds.toFixed(0)} ms.${said}`);
      if ('x' in Object.prototype) throw new Error(`A prototype was changed.${said}`);
    };
  },
};

export default fuzzer;
