import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { residualOnnx, writeOnnx } from '../fixtures/onnx-networks';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

// What is fetched is never fetched here: an npm stands in that writes down what it was asked, and fails or waits.
const scratch = mkdtempSync(path.join(tmpdir(), 'install-runtime-test-'));
const programs = path.join(scratch, 'bin');
const runtimes = path.join(scratch, 'runtime');
const asked = path.join(scratch, 'asked');
const npmDoes = (body: string) => {
  mkdirSync(programs, { recursive: true });
  const program = `#!/bin/sh\necho "$@" >> '${asked}'\n${body}\n`;
  writeFileSync(path.join(programs, 'npm'), program);
  chmodSync(path.join(programs, 'npm'), 0o755);
};

describe('Install Training Runtime', () => {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    prepare: async (folder) => void writeOnnx(folder, residualOnnx()),
    environment: {
      // None is found, whatever this machine has.
      TRANSFER_DESIGNER_TFJS_NODE: '',
      PATH: `${programs}${path.delimiter}${process.env.PATH ?? ''}`,
      TRANSFER_DESIGNER_RUNTIME: runtimes,
    },
  });
  const left = () => (existsSync(runtimes) ? readdirSync(runtimes) : []);
  const answer = async (button: string) => {
    const question = editor().question();
    await question.getByText('Install the training runtime?').waitFor();
    const npm = await editor().inHost((_vscode, _argument, require) => {
      const { execFileSync } = require('node:child_process') as typeof import('node:child_process');
      return execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
    });
    expect(npm, 'the npm that would be asked').toBe(path.join(programs, 'npm'));
    await editor().pressInQuestion(button);
  };
  beforeEach(async () => {
    rmSync(asked, { force: true });
    await editor().clearNotifications();
    // That leaves those of work under way, which also stay for a moment after it: of the test before, say.
    await eventually(() => editor().notifications()).toEqual([]);
  });

  it('is offered where there is nothing to run the base with', async () => {
    npmDoes('exit 1');
    await new OpenText(editor(), 'transfer.yaml').set(
      'version: 1\nbase: { model: net.onnx, input: { scale: "-1..1" } }\ndataset: { path: images, similarity: similar }\n',
    );
    await editor().runCommand('Transfer: Train');
    await editor().untilNotified(/This base is an ONNX file/);
    await editor().pressInNotification('Install Training Runtime');
    await answer('Cancel');
  });

  it('says what it fetches, from where and how large it is, and fetches nothing unasked', async () => {
    npmDoes('exit 1');
    await editor().runCommand('Transfer: Install Training Runtime');
    const words = editor().question();
    await words.getByText(/tfjs-node 4\.22\.0 comes from the npm registry/).waitFor();
    expect(await words.innerText()).toMatch(/about 250 MB[\s\S]*tensorflow[\s\S]*about 650 MB on disk/);
    await answer('Cancel');
    await eventually(() => editor().question().count()).toBe(0);
    expect(existsSync(asked)).toBe(false);
    expect(left()).toEqual([]);
  });

  it('says what went wrong, leaves nothing behind, and names what goes on', async () => {
    editor().allowFaults(/installRuntime failed/);
    npmDoes('echo "no network" >&2; exit 1');
    await editor().runCommand('Transfer: Install Training Runtime');
    await answer('Install');
    const message = await editor().untilNotified(/npm could not get @tensorflow\/tfjs-node/);
    expect(message).toContain('WebAssembly trains instead, which takes');
    expect(existsSync(asked)).toBe(true);
    expect(left()).toEqual([]);
  });

  it('is ended by Cancel', async () => {
    npmDoes('exec sleep 600');
    await editor().runCommand('Transfer: Install Training Runtime');
    await answer('Install');
    await editor().untilNotified(/Installing the training runtime/);
    await eventually(() => existsSync(asked)).toBe(true);
    await editor().pressInNotification('Cancel');
    await editor().untilNotified(/Stopped; what was not finished is not installed/);
    expect(left()).toEqual([]);
  });
});
