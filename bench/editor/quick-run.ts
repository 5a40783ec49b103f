import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { appendRunEvent } from '../../src/disk/runs/run-events-file';
import { writeRunRecord } from '../../src/disk/runs/run-folder';
import { acquireRunLock } from '../../src/disk/runs/run-lock';
import { runRecord } from '../../test/fixtures/fake-run';
import type { BenchWindow } from './bench-window';
import { letterChanges } from './change-times';
import { projectText } from './large-project';

export interface QuickRunTimes {
  /** Each 50 ms: for how long the first epoch that the panel does not show yet has been told. */
  readonly behind: number[];
  /** From a letter that is typed meanwhile to the problems set. */
  readonly diagnosed: number[];
  /** From the end that the run tells to the panel that says so. */
  readonly ended: number[];
}

/** What the page showed when: the epoch in its head, null where none was going on. Times are the system's. */
interface ShownEpoch {
  readonly at: number;
  readonly epoch: number | null;
}

const epochs = 3000;
const epochTime = 2;
const lookEvery = 50;
const now = (): number => performance.timeOrigin + performance.now();

/** A run that tells 3,000 epochs of 2 ms, by this process, while someone types; the panel beside the text. */
export async function quickRunTimes(window: BenchWindow): Promise<QuickRunTimes> {
  const text = projectText('stem', 0);
  await window.setText(text);
  const panel = await window.panel();
  const folder = window.fileOf(path.join('runs', 'quick'));
  await mkdir(folder, { recursive: true });
  const record = { ...runRecord(window.fileOf('transfer.yaml'), text), name: 'quick' };
  await writeRunRecord(folder, { ...record, state: 'running' });
  const lock = await acquireRunLock(folder);
  const engines = { features: 'none', training: 'none' };
  appendRunEvent(folder, { event: 'started', run: 'quick', resumed: false, processId: process.pid, engines });
  await panel.getByText('Training has begun.').waitFor();

  const told = tellEpochs(folder);
  const diagnosed: number[] = [];
  for (const change of letterChanges(20)) {
    const { received, diagnosed: at } = await window.change(change);
    diagnosed.push(at - received);
    await wait(200);
  }
  const times = await told;
  const end = now();
  appendRunEvent(folder, { event: 'stopped', epoch: epochs });
  await panel.getByText(`Stopped after epoch ${epochs}.`).waitFor();
  await writeRunRecord(folder, { ...record, state: 'stopped' });
  await lock.release();
  await wait(500);
  const shown = await panel.evaluate<readonly ShownEpoch[]>('clock.epochs');
  await rm(folder, { recursive: true });
  const endShown = shown.find(({ at, epoch }) => at > end && epoch === null)?.at ?? Number.NaN;
  return { behind: behindTimes(times, shown), diagnosed, ended: [endShown - end] };
}

/** Tells the epochs at their pace. Gives when each was told. */
async function tellEpochs(folder: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (const begun = now(); times.length < epochs; await wait(epochTime)) {
    const due = Math.min(epochs, Math.floor((now() - begun) / epochTime));
    while (times.length < due) {
      appendRunEvent(folder, {
        ...{ event: 'epoch', start: 'pretrained', phase: 1, epoch: times.length + 1, epochs },
        ...{ loss: 1 / due, accuracy: 0.5, validationLoss: 1 / due, validationAccuracy: 0.5 },
        ...{ validationImages: 30, best: true, seconds: epochTime / 1000, secondsLeft: 0 },
      });
      times.push(now());
    }
  }
  return times;
}

function behindTimes(told: readonly number[], shown: readonly ShownEpoch[]): number[] {
  const behind: number[] = [];
  for (let at = told[0] ?? 0; at < (told.at(-1) ?? 0); at += lookEvery) {
    const epoch = shown.findLast((one) => one.at <= at)?.epoch ?? 0;
    behind.push(Math.max(0, at - (told[epoch] ?? at)));
  }
  return behind;
}
