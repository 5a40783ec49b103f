import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../../src/cli/commands/compare-command';
import { createTerminal } from '../../../../src/cli/terminal';
import type { Plan } from '../../../../src/design/plan';
import { writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { writeRunLabel } from '../../../../src/disk/runs/run-label';
import { compareRuns, newestRuns } from '../../../../src/launch/runs/compare-runs';
import { runRecord, runResult } from '../../../fixtures/fake-run';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { headPlan, KeptStream } from '../../../fixtures/terminal-sample';

async function run(
  project: string,
  name: string,
  { plan = headPlan, finished = true, file = 'transfer.yaml' } = {},
): Promise<string> {
  const folder = path.join(project, 'runs', name);
  mkdirSync(folder, { recursive: true });
  const record = { ...runRecord(path.join(project, file), ''), name, plan };
  await writeRunRecord(
    folder,
    finished ? { ...record, state: 'finished', result: runResult } : { ...record, state: 'stopped' },
  );
  return folder;
}

const smallBatches: Plan = { ...headPlan, training: { ...headPlan.training, batchSize: 4 } };

async function told(runs: readonly string[], json: boolean) {
  const output = new KeptStream();
  const errors = new KeptStream();
  const where = { installation: {} as never, node: {} as never };
  const status = await compare(createTerminal(output, errors, {}, where), { runs, json });
  return { status, output, errors };
}

describe('runs beside each other', () => {
  it('tell what each came to, and the settings in which their plans differ', async () => {
    const project = scratchFolder();
    const runs = [
      await run(project, 'one'),
      await run(project, 'two', { plan: smallBatches, finished: false }),
    ];
    const [one, two] = (await compareRuns(runs)).runs;
    expect(one).toMatchObject({
      ...{ run: runs[0], state: 'finished', madeHere: true, case: 1, epoch: 5, phase: 1, seconds: 1.5 },
      validation: { images: 3, accuracy: 1, loss: 0.1 },
      settings: { 'train.batchSize': String(headPlan.training.batchSize) },
    });
    expect(one).toHaveProperty(
      'validation.sentence',
      expect.stringMatching(/^Right on 3 of 3 validation images/),
    );
    expect(two).toMatchObject({ state: 'stopped', settings: { 'train.batchSize': '4' } });
    expect(two).not.toHaveProperty('validation');
  });

  it('are the newest of a file where none is named', async () => {
    const project = scratchFolder();
    const runs = [await run(project, '2026-01-01'), await run(project, '2026-01-02')];
    await run(project, '2026-01-03', { file: 'other.transfer.yaml' });
    mkdirSync(path.join(project, 'runs', '2026-01-04'));
    expect(await newestRuns(project, path.join(project, 'transfer.yaml'))).toEqual([...runs].reverse());
    expect(await newestRuns(project)).toHaveLength(4);
    expect(await newestRuns(scratchFolder())).toEqual([]);
  });

  it('are told to machines as one object, and to people by their numbers', async () => {
    const project = scratchFolder();
    const runs = [await run(project, 'one'), await run(project, 'two', { plan: smallBatches })];
    const machines = await told(runs, true);
    expect(JSON.parse(machines.output.text)).toEqual(await compareRuns(runs));
    const { status, output } = await told(runs, false);
    expect(status).toBe(0);
    expect(output.text).toMatch(/^1 {2}.+one: finished\n {3}Right on 3 of 3 validation images/);
    expect(output.text).toMatch(/\n2 {2}.+two: finished\n/);
    expect(output.text).toMatch(/\ntrain\.batchSize +\d+ +4\n$/);
    expect((await told([runs[0] ?? '', runs[0] ?? ''], false)).output.text).toContain(
      'They had the same plan',
    );
  });

  it('are called as the user calls them, else as lists of runs do', async () => {
    const project = scratchFolder();
    const runs = [await run(project, 'one'), await run(project, 'two', { plan: smallBatches })];
    await writeRunLabel(runs[0] ?? '', { given: 'the best', starred: false });
    expect((await compareRuns(runs)).runs).toMatchObject([
      { name: 'the best' },
      { name: expect.stringMatching(/^Case 1 · 100 % of 3 · /) },
    ]);
    expect((await told(runs, false)).output.text).toMatch(/^1 {2}the best {2}.+one: finished\n/);
  });

  it('do without one that can not be read, which says why', async () => {
    const project = scratchFolder();
    const good = await run(project, 'one');
    const broken = path.join(project, 'runs', 'two');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'run.json'), '{');
    const { status, output, errors } = await told([broken, good], false);
    expect(status).toBe(2);
    expect(output.text).toMatch(/^1 {2}.+one: finished\n/);
    expect(errors.text).toContain('run.json is not valid JSON');
    expect((await compareRuns([broken, good])).runs).toMatchObject([
      { error: expect.any(String) },
      { run: good },
    ]);
  });
});
