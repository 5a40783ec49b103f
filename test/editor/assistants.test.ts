import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assistantToolIds } from '../../src/editor/command-ids';
import { callTool } from './assistant-call';
import { OpenText } from './open-text';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

const cli = path.resolve(__dirname, '../../dist/cli.js');

describe('assistants', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups', prepare: trainHeadFor(3) });
  const call = (name: keyof typeof assistantToolIds, input: object = {}) => callTool(editor(), name, input);
  const runNames = async () =>
    (await readdir(path.join(editor().workspace, 'runs')).catch(() => [])).filter((name) => /^\d/.test(name));
  const terminal = async (...words: readonly string[]) =>
    (await promisify(execFile)(process.execPath, [cli, ...words, '--json'], { cwd: editor().workspace }))
      .stdout;
  const question = () => editor().question();

  it('are offered the tools', async () => {
    await editor().openFile('transfer.yaml');
    const names = await editor().inHost((vscode) => vscode.lm.tools.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(Object.values(assistantToolIds)));
  });

  it.each(['check', 'plan'] as const)('are answered by %s what the terminal prints', async (name) => {
    const answer = await call(name, { file: 'transfer.yaml' });
    expect(JSON.parse(answer)).toEqual(JSON.parse(await terminal(name)));
    expect(JSON.parse(answer)).toHaveProperty('suggestion.case');
  });

  it('are told of the text as it stands in the editor', async () => {
    const text = new OpenText(editor(), 'transfer.yaml');
    const before = await text.text();
    await text.set(`${before}cut: nowhere\n`);
    const { problems } = JSON.parse(await call('check'));
    expect(problems.map(({ code }: { readonly code: string }) => code)).toContain('cut-unknown');
    await text.set(before);
  });

  it('name no file outside of the open folders, and nothing that is not known', async () => {
    await expect(call('check', { file: '/etc/transfer.yaml' })).rejects.toThrow('does not lie in a folder');
    await expect(call('train', { file: '../transfer.yaml' })).rejects.toThrow('does not lie in a folder');
    await expect(call('plan', { file: 'transfer.yaml', shell: 'rm' })).rejects.toThrow();
    expect(await question().count()).toBe(0);
  });

  it('train nothing that the user does not confirm', async () => {
    const answer = call('train').then(
      () => 'It trained.',
      (error: Error) => error.message,
    );
    await question().waitFor();
    const asked = await question().innerText();
    expect(asked).toContain('Train `transfer.yaml`?');
    for (const words of [
      /Case 1 on the base `demo`/,
      /Images: \d+ of 6.classes/,
      /3.epochs at most/,
      /Written: .*runs/,
    ])
      expect(asked).toMatch(words);
    await editor().pressInQuestion('Cancel');
    expect(await answer).toMatch(/cancel/i);
    expect(await runNames()).toEqual([]);
  });

  it('train what the user confirms, and are told how the run ended', async () => {
    const answer = call('train');
    await question().waitFor();
    await editor().pressInQuestion('Yes');
    const events = (await answer).split('\n').map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ event: 'finished', result: { model: 'model' } });
    const [run = ''] = await runNames();
    expect(events).toContainEqual(expect.objectContaining({ event: 'started', run }));
  });

  it('are told of runs what the terminal tells', async () => {
    const answer = JSON.parse(await call('compareRuns'));
    expect(answer).toEqual(JSON.parse(await terminal('compare')));
    expect(answer.runs).toMatchObject([{ state: 'finished', madeHere: true, case: 1 }]);
    expect(JSON.parse(await call('compareRuns', { runs: await runNames() }))).toEqual(answer);
  });
});
