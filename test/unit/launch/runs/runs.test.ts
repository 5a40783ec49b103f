import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRunFolder, readRunRecord, writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { acquireRunLock } from '../../../../src/disk/runs/run-lock';
import { requestStop } from '../../../../src/disk/runs/stop-run';
import { webAssembly } from '../../../../src/launch/engine/engine-choice';
import { followRun } from '../../../../src/launch/runs/follow-run';
import { hasModel, resumeRun } from '../../../../src/launch/runs/resume-run';
import type { RunProcess } from '../../../../src/launch/runs/run-process';
import { startRun } from '../../../../src/launch/runs/start-run';
import type { RunEvent } from '../../../../src/shared/run-events';
import { type FakeMode, fakeInstallation, runRecord } from '../../../fixtures/fake-run';
import { demoLike } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { asSomebodyElse } from '../../../fixtures/somebody-else';
import { headPlan } from '../../../fixtures/terminal-sample';

const node = { path: process.execPath, version: process.versions.node, environment: {} };

async function started(mode: FakeMode, engine = webAssembly) {
  const root = scratchFolder();
  const launch = { installation: fakeInstallation(root, mode), node, engine };
  const folder = path.join(root, 'pets');
  const project = {
    ...{ file: path.join(folder, 'transfer.yaml'), folder, text: 'version: 1\n', plan: headPlan },
    base: { modelFile: '/base/model.json', fingerprint: headPlan.base.fingerprint },
    problems: [],
    measured: {
      measurement: measuredAs('similar', demoLike({ fingerprint: headPlan.base.fingerprint })),
      trainingImages: 400,
    },
  };
  const run = await startRun(project, launch);
  onTestFinished(() => endProcess(run));
  return { run, launch, project };
}

function endProcess({ processId }: RunProcess): void {
  try {
    if (processId !== undefined) process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function followed(
  run: RunProcess,
  options: { skip?: number; ended?: Promise<string> } = { ended: run.ended },
) {
  const events: RunEvent[] = [];
  const end = await followRun(run.folder, { ...options, onEvent: (event) => events.push(event) });
  return { end, events, kinds: events.map(({ event }) => event) };
}

describe('a run that is started', () => {
  it('has its record, its process and its events, in order to the end', async () => {
    const { run, project } = await started('finish', {
      id: 'tfjs-node',
      name: 'tfjs-node 4.22.0',
      location: '/engine',
    });
    const { end, kinds, events } = await followed(run);
    expect(kinds).toEqual(['started', 'epoch', 'epoch', 'epoch', 'epoch', 'finished']);
    expect(end?.event).toBe('finished');
    expect(await run.ended).toBe('ended with status 0');
    expect(events[0]).toMatchObject({ processId: run.processId, engines: { features: '/engine' } });
    const record = await readRunRecord(run.folder);
    expect(record).toMatchObject({ format: 2, state: 'created', plan: headPlan, text: project.text });
    expect(record.measured).toEqual(project.measured);
    expect(record.versions).toEqual({ 'transfer-designer': '1.2.3', node: node.version });
    expect(path.dirname(run.folder)).toBe(path.join(project.folder, 'runs'));
    expect(path.basename(run.folder)).toMatch(/-case1$/);
    expect(readFileSync(path.join(run.folder, 'log.txt'), 'utf8')).toBe('this goes to the log\n');
  });

  it('tells what made it fail', async () => {
    const { run } = await started('fail');
    const { end, kinds } = await followed(run);
    expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(1);
    expect(end).toMatchObject({ event: 'failed', code: 'disk-full', message: 'The disk is full.' });
  });

  it.each([
    ['die', /was killed \(SIGKILL\).*Killed: out of memory/s],
    ['exit', /ended with status 0/],
  ] as const)('makes a failure of a process that goes without a word: %s', async (mode, how) => {
    const { run } = await started(mode);
    const { end, kinds } = await followed(run);
    expect(kinds).toEqual(['started', 'epoch', 'epoch', 'failed']);
    expect(end).toMatchObject({ event: 'failed', code: 'run-died', message: expect.stringMatching(how) });
  });

  it.each([
    ['finished', { result: {} }],
    ['failed', { code: 'disk-full', message: 'The disk is full.' }],
    ['stopped', { epoch: 0 }],
  ] as const)('has %s where it was killed between writing that down and telling it', async (state, more) => {
    const { run } = await started(`${state} untold`);
    const { end, kinds } = await followed(run);
    expect(kinds).toEqual(['started', 'epoch', 'epoch', state]);
    expect(end).toMatchObject({ event: state, ...more });
  });

  it('is told by its end, not by that of the start before', async () => {
    const { run, launch } = await started('failed untold');
    await followed(run);
    writeFileSync(path.join(launch.installation.bundles, 'run.js'), 'process.exit(1);');
    // The process that is made up can't seal what it writes.
    await writeRunRecord(run.folder, await readRunRecord(run.folder));
    const resumed = await resumeRun(run.folder, launch);
    const { end } = await followed(resumed.process, {
      skip: resumed.eventsBefore,
      ended: resumed.process.ended,
    });
    expect(end).toMatchObject({ event: 'failed', code: 'run-died' });
  });

  it('makes a failure of a process that could not be started', async () => {
    const root = scratchFolder();
    const launch = {
      installation: fakeInstallation(root, 'finish'),
      node: { ...node, path: '/no/node' },
      engine: webAssembly,
    };
    const base = { modelFile: 'm', fingerprint: 'f' };
    const project = { file: 'f', folder: root, text: '', plan: headPlan, base, problems: [] };
    const run = await startRun(project, launch);
    const { end } = await followed(run);
    expect(end).toMatchObject({ code: 'run-died', message: expect.stringContaining('could not be started') });
  });

  it('has the token of its cluster from its environment, which nothing is written of', async () => {
    const clusterToken = 'a-planted-token-4711';
    const root = scratchFolder();
    const installation = fakeInstallation(root, 'finish');
    // What it was started with, as far as that may be written down.
    const told = `JSON.stringify([process.env.RAY_AUTH_TOKEN?.length, ...process.argv.slice(2)])`;
    const program = `require('fs').writeFileSync(__dirname + '/started', ${told});\n`;
    const bundle = path.join(installation.bundles, 'run.js');
    writeFileSync(bundle, `${program}${readFileSync(bundle, 'utf8')}`);
    const folder = path.join(root, 'pets');
    const cluster = { address: 'http://127.0.0.1:8265/', storage: '/s', workers: 1, cpus: 1, gpus: 0 };
    const project = {
      ...{ file: path.join(folder, 'transfer.yaml'), folder, text: 'version: 1\n', plan: headPlan, cluster },
      base: { modelFile: '/base/model.json', fingerprint: headPlan.base.fingerprint },
      problems: [],
    };
    const run = await startRun(project, { installation, node, engine: webAssembly, clusterToken });
    await followed(run);
    const [length, ...given] = JSON.parse(readFileSync(path.join(installation.bundles, 'started'), 'utf8'));
    expect([length, given[0]]).toEqual([clusterToken.length, run.folder]);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(5);
    for (const { parentPath, name } of files)
      expect(readFileSync(path.join(parentPath, name), 'utf8'), name).not.toContain(clusterToken);
  });

  it('stops when asked, and is left running when no one follows any more', async () => {
    const { run } = await started('forever');
    const leave = new AbortController();
    const onEvent = ({ event }: RunEvent) => event === 'epoch' && leave.abort();
    expect(await followRun(run.folder, { signal: leave.signal, ended: run.ended, onEvent })).toBeUndefined();
    expect(() => process.kill(run.processId ?? 0, 0)).not.toThrow();
    requestStop(run.folder);
    const { end } = await followed(run);
    expect(end?.event).toBe('stopped');
    expect(await run.ended).toBe('ended with status 0');
  });

  it('does not mind another one beside it', async () => {
    const { run, launch, project } = await started('finish');
    const other = await startRun(project, launch);
    onTestFinished(() => endProcess(other));
    expect(other.folder).not.toBe(run.folder);
    const [one, two] = await Promise.all([followed(run), followed(other)]);
    expect([one.end?.event, two.end?.event]).toEqual(['finished', 'finished']);
    expect(one.events[0]).not.toEqual(two.events[0]);
  });
});

describe('a run that someone else has started', () => {
  it('is gone when the process in its lock is', async () => {
    const { run } = await started('die');
    await run.ended;
    const lock = {
      processId: run.processId,
      startTime: 'long ago',
      host: (await import('node:os')).hostname(),
    };
    const claim = '00000000-0000-4000-8000-000000000000';
    writeFileSync(path.join(run.folder, 'lock'), JSON.stringify({ ...lock, claim }));
    const { end } = await followed(run, {});
    expect(end).toMatchObject({
      event: 'failed',
      code: 'run-died',
      message: expect.stringContaining('is gone'),
    });
  });
});

describe('a run that is resumed', () => {
  it('goes on in its folder, and only what is new is told', async () => {
    const { run, launch } = await started('die');
    await followed(run);
    requestStop(run.folder);
    writeFileSync(path.join(launch.installation.bundles, 'mode'), 'finish');
    const resumed = await resumeRun(run.folder, launch);
    expect(resumed.eventsBefore).toBe(3);
    expect(existsSync(path.join(run.folder, 'stop'))).toBe(false);
    const { process: again, eventsBefore: skip } = resumed;
    const { events, end } = await followed(again, { skip, ended: again.ended });
    expect(events[0]).toMatchObject({ event: 'started', resumed: true });
    expect(end?.event).toBe('finished');
  });

  it('is refused while it is going on, and when it has finished', async () => {
    const root = scratchFolder();
    const folder = await createRunFolder(path.join(root, 'runs'), 'case1', new Date('2026-05-04T12:30:05Z'));
    const launch = { installation: fakeInstallation(root, 'finish'), node, engine: webAssembly };
    const record = runRecord(path.join(root, 'transfer.yaml'), '');
    await writeRunRecord(folder, record);
    const lock = await acquireRunLock(folder);
    await expect(resumeRun(folder, launch)).rejects.toMatchObject({ code: 'resume-refused' });
    await expect(resumeRun(folder, launch)).rejects.toThrow(String(process.pid));
    await lock.release();
    await writeRunRecord(folder, { ...record, state: 'finished' });
    await expect(resumeRun(folder, launch)).rejects.toThrow('has finished');
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('is refused where the run came with a copied project, or its record was changed', async () => {
    const root = scratchFolder();
    const folder = await createRunFolder(path.join(root, 'runs'), 'case1', new Date('2026-05-04T12:30:05Z'));
    const launch = { installation: fakeInstallation(root, 'finish'), node, engine: webAssembly };
    const record = { ...runRecord(path.join(root, 'transfer.yaml'), ''), state: 'stopped' as const };
    await asSomebodyElse(() => writeRunRecord(folder, record));
    await expect(resumeRun(folder, launch)).rejects.toThrow('Train the file again');
    await writeRunRecord(folder, record);
    const file = path.join(folder, 'run.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('/base/model.json', '/evil/model.json'));
    await expect(resumeRun(folder, launch)).rejects.toThrow('changed since');
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('is refused where nothing runs its base, before anything is started', async () => {
    const root = scratchFolder();
    const folder = await createRunFolder(path.join(root, 'runs'), 'case4', new Date('2026-05-04T12:30:05Z'));
    const launch = { installation: fakeInstallation(root, 'finish'), node, engine: webAssembly };
    const begun = runRecord(path.join(root, 'transfer.yaml'), '');
    const record = { ...begun, base: { ...begun.base, modelFile: path.join(root, 'net.onnx') } };
    await writeRunRecord(folder, { ...record, state: 'stopped' });
    await expect(resumeRun(folder, launch)).rejects.toMatchObject({ code: 'resume-refused' });
    await expect(resumeRun(folder, launch)).rejects.toThrow(
      /its base is run by onnxruntime-node.* Install the training runtime/,
    );
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('is refused for a folder that is no run', async () => {
    const launch = { installation: fakeInstallation(scratchFolder(), 'finish'), node, engine: webAssembly };
    await expect(resumeRun(scratchFolder(), launch)).rejects.toThrow('run.json');
    expect(await hasModel(scratchFolder())).toBe(false);
  });
});
