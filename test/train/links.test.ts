import { cp, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeRunRecord } from '../../src/disk/runs/run-folder';
import { phases, RunWorkshop } from './run-workshop';

let workshop: RunWorkshop;

beforeAll(async () => {
  workshop = await RunWorkshop.open('', 4);
});

afterAll(() => workshop?.close());

/** All that stands in a folder and below, files and folders, relative to it. */
async function placesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true, encoding: 'utf8' })).sort();
}

it('resumes a run through no link, whichever of its files and folders is one', {
  timeout: 600_000,
}, async () => {
  const inProject = (...names: readonly string[]) => path.join(workshop.folder, ...names);
  const short = { ...phases.head, epochs: 2, patience: 2 };
  const { folder, record } = await workshop.run({ phases: [short] });
  expect(record.state).toBe('finished');
  // One that goes on: with its checkpoint, and everything else to be written again.
  const { result: _, ...unfinished } = record;
  await writeRunRecord(folder, { ...unfinished, state: 'stopped' });
  const kept = inProject('kept');
  const parts = ['runs', '.transfer'];
  for (const part of parts) await cp(inProject(part), path.join(kept, part), { recursive: true });
  const places = [...parts, ...(await placesIn(kept)).filter((place) => !parts.includes(place))];
  for (const name of [
    'run.json',
    'events.jsonl',
    'metrics.jsonl',
    'report.html',
    'golden.json',
    'state.bin',
    'model.json',
  ])
    expect(
      places.some((place) => path.basename(place) === name),
      name,
    ).toBe(true);

  const outside = inProject('outside');
  const victim = path.join(outside, 'victim');
  await mkdir(outside);
  await writeFile(victim, 'mine\n');
  const refused = new Map<string, string>();
  for (const place of places) {
    for (const part of parts) {
      await rm(inProject(part), { recursive: true, force: true });
      await cp(path.join(kept, part), inProject(part), { recursive: true });
    }
    const isFolder = (await lstat(inProject(place))).isDirectory();
    await rm(inProject(place), { recursive: true });
    await symlink(isFolder ? outside : victim, inProject(place));
    // Where the record itself is behind a link there is nothing to be told.
    const ended = await workshop.go(folder).catch(() => undefined);
    expect(await readFile(victim, 'utf8'), place).toBe('mine\n');
    expect(await readdir(outside), place).toEqual(['victim']);
    if (ended?.status === 1) refused.set(place, ended.log);
  }
  for (const [place, log] of refused) expect(log, place).toContain(`${inProject(place)} is a link to`);
  // Those of the cache are made anew where they are links; a run's own are not put right for anybody.
  const own = places.filter((place) => place.startsWith(path.relative(workshop.folder, folder) + path.sep));
  const readable = own.filter((place) => path.basename(place) !== 'run.json');
  expect([...refused.keys()]).toEqual(
    expect.arrayContaining(readable.filter((place) => !/shard/.test(place))),
  );
});
