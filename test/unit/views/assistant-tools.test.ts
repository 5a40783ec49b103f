import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../src/design/format/parse';
import { isTransferError } from '../../../src/design/transfer-error';
import { writeRunRecord } from '../../../src/disk/runs/run-folder';
import { designProject, type Project } from '../../../src/launch/project/project';
import { checkAnswer, planAnswer } from '../../../src/launch/project/project-answers';
import { readTransferFile } from '../../../src/launch/project/transfer-file';
import { compareRuns } from '../../../src/launch/runs/compare-runs';
import { failedNow } from '../../../src/launch/runs/told-events';
import {
  type AssistantDesk,
  type AssistantToolName,
  AssistantTools,
} from '../../../src/views/assistant-tools';
import { runRecord, runResult } from '../../fixtures/fake-run';
import { dataset } from '../../fixtures/folder-facts';
import { demoLike } from '../../fixtures/layer-graphs';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { run as finishedRun } from './support/runs';

const header = 'base: demo\ndataset:\n  path: images\n  similarity: similar\n';
const names: readonly AssistantToolName[] = ['check', 'plan', 'compareRuns', 'train'];
const { signal } = new AbortController();

/** A folder with a project, which an editor has open, and what was done there. */
function desk(changes: Partial<AssistantDesk> = {}, text = header) {
  const folder = scratchFolder();
  const file = path.join(folder, 'transfer.yaml');
  writeFileSync(file, text);
  const trained: string[] = [];
  const known = { graph: demoLike(), dataset: dataset({ cats: 40, dogs: 40, neither: 20 }) };
  const project = (name: string, read: string): Project =>
    designProject(name, parseTransferFile(read), known);
  const there: AssistantDesk = {
    restriction: () => null,
    folders: () => [folder],
    currentFile: () => undefined,
    files: async () => [file],
    project: async (name) => project(name, await readTransferFile(name)),
    runsOf: async () => [],
    async train(name, whyOther, tell) {
      const now = project(name, await readTransferFile(name));
      const why = whyOther(now.text) ?? whyOther(now.text, now);
      if (why === undefined) trained.push(name);
      tell(failedNow('disk-full', why ?? 'The disk is full.'));
    },
    ...changes,
  };
  return { folder, file, trained, tools: new AssistantTools(there), project };
}

async function refusal(answer: Promise<string>): Promise<string> {
  const error = await answer.then(
    (text) => new Error(`It answered ${text}`),
    (thrown: unknown) => thrown,
  );
  expect(isTransferError(error, 'call-refused'), String(error)).toBe(true);
  return (error as Error).message;
}

describe("an assistant's call", () => {
  it.each([
    ['check', checkAnswer],
    ['plan', planAnswer],
  ] as const)('%s answers what the terminal prints', async (name, answer) => {
    const { tools, file, folder, project } = desk();
    const expected = JSON.stringify(answer(project(file, header)));
    for (const input of [{}, { file: 'transfer.yaml' }, { file }, { file: '.' }, { file: folder }])
      expect(await tools.answer(name, input, signal)).toBe(expected);
    expect(JSON.parse(expected)).toHaveProperty('problems');
  });

  it('answers of a file that is not there what the terminal prints, too', async () => {
    const { tools } = desk();
    const { problems } = JSON.parse(await tools.answer('check', { file: 'cats.transfer.yaml' }, signal));
    expect(problems).toMatchObject([{ code: 'file-missing', severity: 'error' }]);
  });

  it('compareRuns answers what the terminal prints, of the runs that are named or the newest of the file', async () => {
    const { tools, folder, file } = desk();
    const run = path.join(folder, 'runs', 'one');
    mkdirSync(run, { recursive: true });
    await writeRunRecord(run, { ...runRecord(file, ''), state: 'finished', result: runResult });
    const expected = JSON.stringify(await compareRuns([run]));
    expect(await tools.answer('compareRuns', { runs: ['one'] }, signal)).toBe(expected);
    expect(await tools.answer('compareRuns', {}, signal)).toBe(expected);
    expect(JSON.parse(await tools.answer('compareRuns', { runs: ['two'] }, signal)).runs).toMatchObject([
      { error: expect.stringContaining('is no run') },
    ]);
  });

  it.each([
    ['no object', 'check', 'transfer.yaml'],
    ['nothing', 'check', null],
    ['a list', 'plan', []],
    ['a key that is not known', 'check', { file: 'transfer.yaml', command: 'rm' }],
    ['a key of another tool', 'train', { runs: ['one'] }],
    ['a file that is no text', 'plan', { file: ['transfer.yaml'] }],
    ['an empty path', 'check', { file: '' }],
    ['a path with no end', 'check', { file: 'a'.repeat(5000) }],
    ['a path with a zero in it', 'check', { file: 'transfer.yaml\0.png' }],
    ['a path that leads out', 'check', { file: '../transfer.yaml' }],
    ['a path from the root', 'check', { file: '/etc/transfer.yaml' }],
    ['another kind of file', 'check', { file: 'package.json' }],
    ['no run', 'compareRuns', { runs: [] }],
    ['a run that leads out', 'compareRuns', { runs: ['../../other'] }],
    ['a run that is the folder itself', 'compareRuns', { runs: ['.'] }],
    ['a run that is a path of Windows', 'compareRuns', { runs: ['..\\other'] }],
    ['too many runs', 'compareRuns', { runs: Array.from({ length: 51 }, () => 'one') }],
  ] as const)('with %s is refused with the reason', async (_, name, input) => {
    expect(await refusal(desk().tools.answer(name, input, signal))).toMatch(/^.{15,200}\.$/);
  });

  it.skipIf(process.platform === 'win32')('is refused where a link leads out of the folders', async () => {
    const { tools, folder } = desk();
    const elsewhere = scratchFolder();
    writeFileSync(path.join(elsewhere, 'transfer.yaml'), header);
    symlinkSync(elsewhere, path.join(folder, 'linked'));
    symlinkSync(path.join(elsewhere, 'transfer.yaml'), path.join(folder, 'linked.transfer.yaml'));
    for (const file of ['linked', 'linked/transfer.yaml', 'linked.transfer.yaml'])
      expect(await refusal(tools.answer('check', { file }, signal))).toContain('does not lie in a folder');
  });

  it('without a file means the one that the user was last in, and asks where there are several', async () => {
    const { tools, file } = desk({ files: async () => ['/a/transfer.yaml', '/b/transfer.yaml'] });
    expect(await refusal(tools.answer('check', {}, signal))).toMatch(/There are several: .* Say which/);
    const current = desk({ currentFile: () => file, folders: () => [path.dirname(file)] });
    expect(await current.tools.answer('check', {}, signal)).toContain('problems');
    const outside = desk({ currentFile: () => file });
    expect(await refusal(outside.tools.answer('check', {}, signal))).toContain('does not lie in a folder');
    expect(await refusal(desk({ files: async () => [] }).tools.answer('check', {}, signal))).toMatch(
      /^There is no transfer\.yaml/,
    );
  });

  it.each(names)('%s in a workspace that is not trusted only reads, or says why not', async (name) => {
    const { tools, trained } = desk({ restriction: () => 'This workspace is not trusted.' });
    const reads = name === 'check' || name === 'plan';
    expect(tools.needsTrust(name)).toBe(!reads);
    expect((await tools.prepare(name, {}, signal)).confirmation).toBeUndefined();
    const answer = tools.answer(name, {}, signal).catch((error: Error) => error.message);
    expect(await answer).toMatch(reads ? /^\{"problems":/ : /^This workspace is not trusted\.$/);
    expect(trained).toEqual([]);
  });

  it('is given up where it was cancelled', async () => {
    const cancelled = AbortSignal.abort(new Error('Cancelled.'));
    for (const name of names)
      await expect(desk().tools.answer(name, {}, cancelled)).rejects.toThrow('Cancelled.');
  });
});

describe('training for an assistant', () => {
  it('is confirmed by words that say what it will do', async () => {
    const { tools, folder } = desk();
    const { doing, confirmation } = await tools.prepare('train', { file: 'transfer.yaml' }, signal);
    expect(doing).toBe('Training `transfer.yaml`');
    expect(confirmation?.title).toBe('Train `transfer.yaml`?');
    for (const words of [
      `File: \`${path.join(folder, 'transfer.yaml')}\``,
      'Case 1 on the base `demo`; trains the head alone',
      /Images: 100 of 3.classes/,
      /epochs at most; nothing like it has run here/,
      `Written: a new folder in \`${path.join(folder, 'runs')}\``,
      'can be resumed',
    ])
      expect(confirmation?.message).toMatch(words);
  });

  it('is confirmed with the time that it is thought to take, and with what is fetched first', async () => {
    const graph = demoLike();
    const known = {
      ...{ graph, dataset: dataset({ cats: 40, dogs: 40, neither: 20 }) },
      baseProblem: {
        code: 'base-not-downloaded',
        message: 'It is not here yet.',
        severity: 'information',
      } as const,
    };
    const project = async (file: string) => designProject(file, parseTransferFile(header), known);
    const { plan } = (await project('/pets/transfer.yaml')).result;
    const runs = plan ? [finishedRun({ plan, seconds: { train: 120 } })] : [];
    const { tools } = desk({ project, runsOf: async () => runs });
    const { confirmation } = await tools.prepare('train', {}, signal);
    expect(confirmation?.message).toMatch(/at most; about \d/);
    expect(confirmation?.message).toContain('`demo`, which is fetched first');
  });

  it('asks nothing that a name of a file could make a link', async () => {
    const { tools, folder } = desk();
    writeFileSync(
      path.join(folder, '[x](command:y).transfer.yaml'),
      header.replace('images', '"![a](http://b)"'),
    );
    const { confirmation } = await tools.prepare('train', { file: '[x](command:y).transfer.yaml' }, signal);
    expect(confirmation?.title).toBe('Train `[x](command:y).transfer.yaml`?');
    expect(confirmation?.message.replace(/`[^`]*`/g, '')).not.toMatch(/\]\(|!\[|command:/);
  });

  it('is asked for without marks that a screen reader would read aloud, also where a layer is named', async () => {
    const { tools } = desk({}, `${header}cut: flatten\nfreeze: { through: conv2 }\n`);
    const { confirmation } = await tools.prepare('train', {}, signal);
    expect(confirmation?.message).toMatch(/; trains from `bn2` on, \d+ % of the weights\n/);
    expect(`${confirmation?.title}${confirmation?.message}`).not.toContain('\\');
  });

  it('happens once for what was confirmed, and tells what machines are told', async () => {
    const { tools, trained, file } = desk();
    await tools.prepare('train', {}, signal);
    const events = (await tools.answer('train', {}, signal)).split('\n').map((line) => JSON.parse(line));
    expect(events).toMatchObject([{ event: 'failed', code: 'disk-full' }]);
    expect(trained).toEqual([file]);
    expect(await refusal(tools.answer('train', {}, signal))).toContain('Nobody has confirmed it.');
    expect(trained).toEqual([file]);
  });

  it('does not happen where the file was changed since it was confirmed', async () => {
    const { tools, trained, file } = desk();
    await tools.prepare('train', {}, signal);
    writeFileSync(file, `${header}case: 3\n`);
    expect(await tools.answer('train', {}, signal)).toContain(
      'have changed since this training was confirmed',
    );
    expect(trained).toEqual([]);
  });

  it('has nothing to be confirmed where the file has errors, and says which', async () => {
    const { tools, trained } = desk({}, `${header}cut: nowhere\n`);
    expect((await tools.prepare('train', {}, signal)).confirmation).toBeUndefined();
    expect(await refusal(tools.answer('train', {}, signal))).toMatch(
      /^Nothing was trained\. .*nowhere.*Mend the errors/,
    );
    expect(trained).toEqual([]);
  });
});
