import os from 'node:os';
import { expect, it } from 'vitest';
import {
  isRunning,
  ownIdentity,
  type ProcessSystem,
  ProcessTable,
} from '../../../../src/disk/files/process-life';

/** A system whose programs are counted. */
function system(platform: string) {
  const state = { runs: 0, time: 0, startTime: 'monday', alive: true, fails: false };
  const asked: ProcessSystem = {
    platform,
    run: async () => {
      state.runs += 1;
      if (state.fails) throw new Error('no such program');
      return `${state.startTime}\r\n`;
    },
    takesSignals: () => state.alive,
    now: () => state.time,
  };
  return { state, table: new ProcessTable(asked) };
}

const process1 = { processId: 4711, startTime: 'monday', host: os.hostname() };

it.each(['win32', 'darwin'])(
  'on %s a process that is followed for an hour costs a program a minute',
  async (platform) => {
    const { state, table } = system(platform);
    for (let second = 0; second < 3600; second += 1) {
      state.time = second * 1000;
      expect(await table.isRunning(process1)).toBe(true);
    }
    expect(state.runs).toBe(60);
  },
);

it('several who ask about a process at once cost one program, also where that fails', async () => {
  const { state, table } = system('win32');
  state.fails = true;
  const answers = await Promise.all(Array.from({ length: 20 }, () => table.isRunning(process1)));
  expect(answers).toEqual(Array(20).fill(true));
  expect(await table.isRunning(process1)).toBe(true);
  expect(state.runs).toBe(1);
});

it('a process that has ended is gone at once, and one that got its number later is another', async () => {
  const { state, table } = system('win32');
  expect(await table.isRunning(process1)).toBe(true);
  state.alive = false;
  expect(await table.isRunning(process1)).toBe(false);
  Object.assign(state, { alive: true, startTime: 'tuesday' });
  expect(await table.isRunning(process1)).toBe(false);
  expect(await table.isRunning({ ...process1, startTime: 'tuesday' })).toBe(true);
});

it('the number of an ended process that was given away unseen is found out within a minute', async () => {
  const { state, table } = system('win32');
  expect(await table.isRunning(process1)).toBe(true);
  Object.assign(state, { startTime: 'tuesday', time: 60_000 });
  expect(await table.isRunning(process1)).toBe(false);
});

it('a process on another machine, and one whose start no one knows, counts as running', async () => {
  const { state, table } = system('win32');
  expect(await table.isRunning({ ...process1, host: 'elsewhere' })).toBe(true);
  expect(await table.isRunning({ ...process1, startTime: '' })).toBe(true);
  expect(state.runs).toBe(0);
});

it('this process runs', async () => {
  expect(await isRunning(ownIdentity())).toBe(true);
  expect(await isRunning({ ...ownIdentity(), startTime: 'long ago' })).toBe(false);
});
