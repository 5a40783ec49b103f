import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { writeRunRecord } from '../../../src/disk/runs/run-folder';
import { acquireRunLock } from '../../../src/disk/runs/run-lock';
import { deleteRunsCommand } from '../../../src/editor/commands/delete-runs';
import { renameRunCommand, starRunCommand } from '../../../src/editor/commands/label-runs';
import type { TransferDocuments } from '../../../src/editor/documents/transfer-documents';
import type { Runs } from '../../../src/editor/runs/runs';
import type { RunLabel } from '../../../src/shared/run-name';
import type { RunView } from '../../../src/views/run-view';
import { runRecord } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { run } from '../views/support/runs';

interface Asked {
  readonly message: string;
  readonly detail: string;
}

/** What the user is asked, told and answers. */
const editor = vi.hoisted(() => ({
  asked: [] as Asked[],
  told: [] as string[],
  trashed: [] as string[],
  answers: [] as (string | undefined)[],
  input: [] as { readonly validateInput: (text: string) => string | undefined; readonly value: string }[],
  hasTrash: true,
  meanwhile: async () => {},
}));

vi.mock('vscode', () => ({
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  window: {
    async showWarningMessage(message: string, { detail }: { readonly detail: string }) {
      editor.asked.push({ message, detail });
      await editor.meanwhile();
      return editor.answers.shift();
    },
    async showErrorMessage(message: string) {
      editor.told.push(message);
    },
    async showInputBox(options: (typeof editor.input)[number]) {
      editor.input.push(options);
      return editor.answers.shift();
    },
  },
  workspace: {
    fs: {
      async delete({ fsPath }: { readonly fsPath: string }, options: object) {
        expect(options).toEqual({ recursive: true, useTrash: true });
        if (!editor.hasTrash) throw new Error('there is no trash');
        editor.trashed.push(fsPath);
      },
    },
  },
}));

const documents = {} as TransferDocuments;
let known: RunView[] = [];
const called: (readonly [string, RunLabel])[] = [];
const runs = {
  find: (folder: string) => known.find((one) => one.folder === folder),
  findBroken: (folder: string) =>
    folder.endsWith('broken') ? { folder, problem: 'It is damaged.' } : undefined,
  async watch() {},
  async lookAgain() {},
  async call({ folder }: RunView, label: RunLabel) {
    called.push([folder, label]);
  },
} as unknown as Runs;

async function made(name: string): Promise<RunView> {
  const folder = path.join(scratchFolder(), 'runs', name);
  mkdirSync(folder, { recursive: true });
  await writeRunRecord(folder, { ...runRecord('/pets/transfer.yaml', ''), state: 'stopped' });
  writeFileSync(path.join(folder, 'report.html'), 'x'.repeat(40_000));
  const view = run({ folder, name, state: 'stopped', result: null });
  known.push(view);
  return view;
}

beforeEach(() => {
  Object.assign(editor, {
    asked: [],
    told: [],
    trashed: [],
    answers: [],
    input: [],
    hasTrash: true,
    meanwhile: async () => {},
  });
  called.length = 0;
  known = [];
});

describe('Delete Runs', () => {
  const command = deleteRunsCommand(documents, runs);

  it('says what goes and what stays, and moves it to the trash when that is confirmed', async () => {
    const { folder } = await made('best so far');
    await command(folder);
    expect(editor.asked[0]?.message).toBe('Delete the run “best so far”?');
    expect(editor.asked[0]?.detail).toMatch(
      /^Its folder runs\/best so far \(\d+ kB\) with model, report, checkpoint and curves goes to the trash\. The images, the base, .* stay\.$/,
    );
    expect(editor.trashed).toEqual([]);
    editor.answers = ['Move to Trash'];
    await command(folder);
    expect(editor.trashed).toEqual([folder]);
    expect(editor.told).toEqual([]);
  });

  it('takes all that are chosen in the tree, also those that can’t be read, and none that nobody knows', async () => {
    const [one, two] = [await made('one'), await made('two')];
    const broken = path.join(path.dirname(two.folder), 'broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'run.json'), '{');
    editor.answers = ['Move to Trash'];
    await command({ run: one }, [{ run: one }, { run: two }, { broken: { folder: broken } }]);
    expect(editor.asked[0]?.message).toBe('Delete 3 runs?');
    expect(editor.asked[0]?.detail).toMatch(/^“one”, “two” and “broken”\.\n\nTheir folders/);
    expect(editor.trashed).toEqual([one.folder, two.folder, broken]);
    await command(path.join(path.dirname(one.folder), '..', 'images'));
    expect(editor.asked).toHaveLength(1);
  });

  it('says that a job goes on where it is not followed', async () => {
    const { folder } = await made('far');
    const cluster = { address: 'http://127.0.0.1:8265/', storage: '/s', workers: 1, cpus: 1, gpus: 0 };
    known = [run({ folder, name: 'far', state: 'interrupted', cluster, hasOpenJob: true, result: null })];
    await command(folder);
    expect(editor.asked[0]?.detail).toContain(
      'goes on there: to end that, follow the run and stop it first.',
    );
  });

  it('asks once more where there is no trash', async () => {
    const { folder } = await made('one');
    editor.hasTrash = false;
    editor.answers = ['Move to Trash', undefined];
    await command(folder);
    expect(editor.asked[1]).toMatchObject({ message: 'Delete the run “one” for good?' });
    expect(existsSync(folder)).toBe(true);
    editor.answers = ['Move to Trash', 'Delete for Good'];
    await command(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it('never takes one that goes on, also where it was gone on with while that was asked', async () => {
    const { folder } = await made('one');
    const lock = await acquireRunLock(folder);
    await command(folder);
    expect(editor.asked).toEqual([]);
    expect(editor.told).toEqual([expect.stringMatching(/still going on, so it is not deleted/)]);
    await lock.release();
    editor.answers = ['Move to Trash'];
    let again = lock;
    editor.meanwhile = async () => {
      again = await acquireRunLock(folder);
    };
    await command(folder);
    await again.release();
    expect(editor.asked).toHaveLength(1);
    expect(editor.told).toHaveLength(2);
    expect(editor.trashed).toEqual([]);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('Rename Run and Star Run', () => {
  it('ask for a name with what is there, refuse what is none, and keep the star', async () => {
    const { folder } = await made('one');
    known = known.map((one) => ({ ...one, given: 'one', starred: true }));
    editor.answers = ['  with 64 units '];
    await renameRunCommand(documents, runs)(folder);
    expect(editor.input[0]).toMatchObject({ value: 'one' });
    expect(editor.input[0]?.validateInput('a\u202eb')).toMatch(/direction of writing/);
    expect(editor.input[0]?.validateInput(' ')).toBeUndefined();
    editor.answers = [''];
    await renameRunCommand(documents, runs)(folder);
    editor.answers = [undefined];
    await renameRunCommand(documents, runs)(folder);
    expect(called).toEqual([
      [folder, { given: 'with 64 units', starred: true }],
      [folder, { given: null, starred: true }],
    ]);
  });

  it('give all chosen runs a star, or take it from one', async () => {
    const [one, two] = [await made('one'), await made('two')];
    await starRunCommand(documents, runs, true)({ run: one }, [{ run: one }, { run: two }]);
    await starRunCommand(documents, runs, false)(two.folder);
    expect(called).toEqual([
      [one.folder, { given: null, starred: true }],
      [two.folder, { given: null, starred: true }],
      [two.folder, { given: null, starred: false }],
    ]);
  });
});
