import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readRun, readRunRecord, writeRunRecord } from '../../src/disk/runs/run-folder';
import { asSomebodyElse } from '../fixtures/somebody-else';
import { nativeEngineFolder, onnxRuntimeFolder } from './run-workshop';
import { eventsIn, TerminalWorkshop } from './terminal-workshop';

let workshop: TerminalWorkshop;
let run: string;
/** The same for everyone; another user's own folder has none. */
let engines: Readonly<Record<string, string>>;

beforeAll(async () => {
  workshop = await TerminalWorkshop.open(await nativeEngineFolder());
  engines = { TRANSFER_DESIGNER_ONNXRUNTIME: await onnxRuntimeFolder() };
  expect((await workshop.call(['train', 'transfer.yaml'])).status).toBe(0);
  run = workshop.newestRun();
});

afterAll(() => workshop?.close());

const image = path.join('images-test', 'red', 'red-0.png');
const inRun = (...names: readonly string[]) => path.join(workshop.folder, run, ...names);

describe('a run that another user, or this one on another machine, has made', () => {
  it('is not gone on with, and nothing is written into it', async () => {
    const folder = path.join(workshop.folder, run);
    const record = await readRunRecord(folder);
    const events = readFileSync(inRun('events.jsonl'), 'utf8');
    try {
      await writeRunRecord(folder, { ...record, state: 'stopped' });
      const resumed = await asSomebodyElse(() => workshop.call(['resume', run]));
      expect(resumed.status).toBe(2);
      expect(resumed.stderr).toMatch(
        /run\.json was not written by you on this machine.*Train the file again/,
      );
      const json = await asSomebodyElse(() => workshop.call(['resume', run, '--json']));
      expect(eventsIn(json.stdout)).toMatchObject([{ event: 'failed', code: 'resume-refused' }]);
      expect(readFileSync(inRun('events.jsonl'), 'utf8')).toBe(events);
    } finally {
      await writeRunRecord(folder, record);
    }
  });

  it('still answers by its model, and says whose it is beside the answers', async () => {
    const mine = await workshop.call(['predict', run, image, '--json']);
    expect([mine.status, mine.stderr]).toEqual([0, '']);
    const theirs = await asSomebodyElse(() =>
      workshop.call(['predict', run, image, '--json'], undefined, engines),
    );
    expect([theirs.status, theirs.stdout]).toEqual([0, mine.stdout]);
    expect(theirs.stderr).toMatch(/warning: The run in .* was not made by you on this machine/);
  });

  it('is trained anew with a cache of one’s own', async () => {
    const mine = await workshop.call(['train', 'transfer.yaml', '--json']);
    const theirs = await asSomebodyElse(() => workshop.call(['train', 'transfer.yaml', '--json']));
    const computed = (text: string) =>
      eventsIn(text).flatMap((event) => (event.event === 'cache' ? [event.computed] : []));
    expect(computed(mine.stdout).every((rows) => rows === 0)).toBe(true);
    expect(computed(theirs.stdout)[0]).toBeGreaterThan(0);
  });
});

describe('a model of which one bit has changed', () => {
  it.each(['model.json', 'group1-shard1of1.bin'])('is not asked, and the file is named: %s', async (name) => {
    const file = inRun('model', name);
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    const place = name.endsWith('json') ? changed.indexOf('"red"') + 1 : 700;
    changed[place] = (changed[place] ?? 0) ^ 1;
    try {
      writeFileSync(file, changed);
      const asked = await workshop.call(['predict', run, image]);
      expect([asked.status, asked.stdout]).toEqual([1, '']);
      expect(asked.stderr).toContain(`${path.join(run, 'model', name)} is not what the run has saved`);
    } finally {
      writeFileSync(file, whole);
    }
  });
});

describe('where nothing can be kept for the user', () => {
  it('training works all the same; only going on with a run, or taking rows from the cache, does not', async () => {
    const noFolder = path.join(workshop.folder, 'transfer.yaml');
    for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, noFolder);
    try {
      const trained = await workshop.call(['train', 'transfer.yaml', '--json']);
      expect(trained.status).toBe(0);
      expect(eventsIn(trained.stdout).at(-1)?.event).toBe('finished');
      const newest = workshop.newestRun();
      expect((await readRun(path.join(workshop.folder, newest))).madeHere).toBe(false);
      const asked = await workshop.call(['predict', newest, image]);
      expect(asked.status).toBe(0);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
