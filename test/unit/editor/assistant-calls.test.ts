import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseTransferFile } from '../../../src/design/format/parse';
import { requestStop } from '../../../src/disk/runs/stop-run';
import { assistantCalls } from '../../../src/editor/commands/assistant-calls';
import type { Hindrance, StartOptions, TrainingStarts } from '../../../src/editor/commands/training-starts';
import type { TransferDocuments } from '../../../src/editor/documents/transfer-documents';
import type { Runs } from '../../../src/editor/runs/runs';
import { webAssembly } from '../../../src/launch/engine/engine-choice';
import { designProject } from '../../../src/launch/project/project';
import { startRun } from '../../../src/launch/runs/start-run';
import { type FakeMode, fakeInstallation } from '../../fixtures/fake-run';
import { dataset } from '../../fixtures/folder-facts';
import { demoLike } from '../../fixtures/layer-graphs';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { headPlan } from '../../fixtures/terminal-sample';

const editor = vi.hoisted(() => ({
  isTrusted: true,
  workspaceFolders: [] as unknown[],
  textDocuments: [] as unknown[],
  findFiles: async (): Promise<unknown[]> => [],
}));

// As much of the editor as the tools ask of it.
vi.mock('vscode', () => {
  class Text {
    constructor(readonly value: string) {}
  }
  return {
    workspace: editor,
    Uri: { file: (fsPath: string) => ({ fsPath, scheme: 'file' }) },
    MarkdownString: Text,
    LanguageModelTextPart: Text,
    LanguageModelToolResult: class {
      constructor(readonly content: readonly Text[]) {}
    },
    CancellationError: class extends Error {
      override readonly message = 'Canceled';
    },
  };
});

const header = 'base: demo\ndataset:\n  path: images\n  similarity: similar\n';
const node = { path: process.execPath, version: process.versions.node, environment: {} };

/** A token that the user cancels by a call. */
function cancellation() {
  const listeners: (() => void)[] = [];
  const onCancellationRequested = (listener: () => void) => listeners.push(listener);
  const token = { isCancellationRequested: false, onCancellationRequested };
  return { token: token as never, cancel: () => listeners.map((listener) => listener()) };
}

/** The tools in an editor with one project open, whose runs are made up. */
function opened(mode: FakeMode, { restricted = false, hindrance = undefined as Hindrance | undefined } = {}) {
  const folder = scratchFolder();
  const file = path.join(folder, 'transfer.yaml');
  writeFileSync(file, header);
  editor.isTrusted = !restricted;
  editor.workspaceFolders = [{ uri: { fsPath: folder, scheme: 'file' } }];
  editor.textDocuments = [];
  editor.findFiles = async () => [{ fsPath: file }];
  const facts = { graph: demoLike(), dataset: dataset({ cats: 40, dogs: 40, neither: 20 }) };
  const project = designProject(file, parseTransferFile(header), facts);
  const installation = fakeInstallation(scratchFolder(), mode);
  const begun: string[] = [];
  const starts = {
    async start(_: unknown, { refuse }: StartOptions) {
      const words = refuse?.(header, project);
      if (words !== undefined) return { kind: 'refused', words };
      if (hindrance) return hindrance;
      const base = { modelFile: 'm', fingerprint: 'f' };
      const runnable = { file, folder, text: header, plan: headPlan, base, problems: [] };
      const run = await startRun(runnable, { installation, node, engine: webAssembly });
      begun.push(run.folder);
      return { run: { folder: run.folder }, project, engines: { engine: webAssembly, refused: [] } };
    },
  };
  const runs = { watch: async () => {}, of: () => [], stop: requestStop };
  const sources = () => ({
    base: async () => ({ graph: facts.graph }),
    images: async () => facts.dataset,
    scales: async () => undefined,
    measurement: async () => ({}),
    odd: async () => undefined,
  });
  const log = { info() {}, warn() {}, error: vi.fn(), show() {}, dispose() {} };
  const documents = { open: async () => ({ file }) };
  const tools = assistantCalls(
    documents as unknown as TransferDocuments,
    runs as unknown as Runs,
    starts as unknown as TrainingStarts,
    sources,
    log as never,
  );
  const call = async (name: keyof typeof tools, input: object, { token } = cancellation()) => {
    const options = { input, toolInvocationToken: undefined };
    const prepared = await tools[name].prepareInvocation?.(options, token);
    const result = await tools[name].invoke(options, token);
    const lines = ((result?.content ?? []) as { value: string }[]).map(({ value }) => value).join('\n');
    return { prepared, events: lines.split('\n').map((line) => JSON.parse(line)) };
  };
  return { file, begun, log, tools, call };
}

describe('the tools for language models', () => {
  it('check the text as it stands in the editor, saved or not', async () => {
    const { call, file } = opened('finish');
    const text = `${header}cut: nowhere\n`;
    editor.textDocuments = [{ uri: { fsPath: file, scheme: 'file' }, getText: () => text }];
    const { events, prepared } = await call('check', { file: 'transfer.yaml' });
    expect(prepared).toEqual({ invocationMessage: { value: 'Checking `transfer.yaml`' } });
    expect(events[0].problems.map(({ code }: { code: string }) => code)).toContain('cut-unknown');
  });

  it('train once that is confirmed, and answer what machines are told of the run to its end', async () => {
    const { call, log } = opened('finish');
    const { prepared, events } = await call('train', {});
    expect(prepared?.confirmationMessages).toMatchObject({ title: 'Train `transfer.yaml`?' });
    expect(events.map(({ event }) => event)).toEqual(['warning', 'started', 'finished']);
    expect(events[0].code).toBe('engine-webassembly');
    expect(events[1].run).toMatch(/-case1$/);
    expect(log.error).not.toHaveBeenCalled();
  });

  it('stop the run that they began where the call is cancelled', async () => {
    const { call, begun } = opened('forever');
    const { token, cancel } = cancellation();
    const answer = call('train', {}, { token, cancel });
    await vi.waitUntil(() => begun.length > 0 && existsSync(path.join(begun[0] ?? '', 'events.jsonl')), {
      timeout: 10_000,
    });
    cancel();
    expect((await answer).events.at(-1)).toMatchObject({ event: 'stopped' });
  });

  it.each([
    [{ kind: 'starting' }, 'A run of this file is just beginning.'],
    [{ kind: 'unsaved' }, 'could not be saved'],
    [{ kind: 'refused', words: 'It has changed.' }, 'It has changed.'],
    [{ kind: 'running', running: { name: 'run 7' } }, 'run 7 is still training this file.'],
  ])('refuse to train where that can not be: %j', async (hindrance, words) => {
    const { call } = opened('finish', { hindrance: hindrance as Hindrance });
    await expect(call('train', {})).rejects.toThrow(words);
  });

  it('answer as the terminal does where the engine can not train', async () => {
    const hindrance: Hindrance = { kind: 'engine', words: 'There is none that works.' };
    const { events } = await opened('finish', { hindrance }).call('train', {});
    expect(events).toMatchObject([
      {
        event: 'failed',
        code: 'engine-cannot-train',
        message: 'Nothing was trained. There is none that works.',
      },
    ]);
  });

  it('say why they do not train where the workspace is not trusted, and start nothing', async () => {
    const { call, begun } = opened('finish', { restricted: true });
    await expect(call('train', {})).rejects.toThrow('This workspace is not trusted');
    await expect(call('compareRuns', {})).rejects.toThrow('This workspace is not trusted');
    expect((await call('plan', {})).events[0]).toHaveProperty('plan');
    expect(begun).toEqual([]);
  });

  it('start nothing without having been asked about before', async () => {
    const { tools, begun } = opened('finish');
    const options = { input: {}, toolInvocationToken: undefined };
    await expect(tools.train.invoke(options, cancellation().token)).rejects.toThrow(
      'Nobody has confirmed it.',
    );
    expect(begun).toEqual([]);
  });
});
