import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

const root = path.resolve(__dirname, '../..');
const run = promisify(execFile);

describe('the package', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'package-test-'));
  const vsix = path.join(scratch, 'transfer-designer.vsix');
  let said = '';
  beforeAll(async () => {
    // By the command that people use, which also builds what it packs.
    const words = ['run', 'package', '--', '--out', vsix];
    const { stdout } = await run('npm', words, { cwd: root, shell: process.platform === 'win32' });
    said = stdout;
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  describe('installed in a clean editor', () => {
    const editor = useEditor({
      workspace: 'examples/emoji-groups',
      prepare: trainHeadFor(3),
      extension: vsix,
      settings: { 'transferDesigner.engine': 'webassembly' },
      // Nothing that this machine has for development.
      environment: { TRANSFER_DESIGNER_RUNTIME: path.join(scratch, 'runtime') },
    });

    it('holds no sources, tests, maps or runs, and says its size', () => {
      expect(said).toMatch(/MB$/m);
      expect(said).not.toMatch(/\.map\b|\bsrc\/|\btest\/|\bruns\/|\.transfer\//);
    });

    it('runs from where it was installed', async () => {
      const folder = await editor().inHost(
        (vscode) => vscode.extensions.getExtension('transfer-designer.transfer-designer')?.extensionPath,
      );
      expect(folder).toContain('editor-session-');
      expect(path.basename(folder ?? '')).toMatch(/^transfer-designer\.transfer-designer-/);
      // The layers of published bases come along, the programs for Ray, and the examples with all their pictures.
      expect(existsSync(path.join(folder ?? '', 'networks', 'resnet50.json.br'))).toBe(true);
      const named = [
        'ray-job/requirements.txt',
        'ray-job/transfer_job/job.py',
        'ray-job/transfer_job/__init__.py',
      ];
      for (const name of named) expect(existsSync(path.join(folder ?? '', name)), name).toBe(true);
      const namesIn = (place: string, part: string) =>
        readdirSync(path.join(place, 'examples', part), { recursive: true, encoding: 'utf8' }).sort();
      for (const part of ['emoji-groups/images', 'digits/images', 'digits/images-test'])
        expect(namesIn(folder ?? '', part)).toEqual(namesIn(root, part));
      for (const example of ['emoji-groups', 'digits'])
        expect(existsSync(path.join(folder ?? '', 'examples', example, 'transfer.yaml'))).toBe(true);
    });

    it('opens the Designer, trains with WebAssembly and reports', async () => {
      await editor().openFile('transfer.yaml');
      await editor().runCommand('Transfer: Open Designer');
      const panel = await editor().frameOfPanel();
      await panel.getByRole('treeitem', { name: /^conv1, .*\bfrozen weights\b/ }).waitFor();
      await panel.locator('.drawing').getByText('block 1', { exact: true }).waitFor();
      await panel.getByRole('button', { name: 'Train', exact: true }).click();
      const region = panel.getByRole('region', { name: 'Run' });
      await eventually(() => region.getByText(/Confusion matrix/).count(), {
        timeout: 240_000,
      }).toBeGreaterThan(0);
      await editor().runCommand('Transfer: Open Report');
      const report = await editor().frameWith((frame) =>
        frame.getByRole('heading', { name: /^Right on \d+ of/ }),
      );
      expect(await report.getByText(/^tfjs-wasm \d/).count()).toBeGreaterThan(0);
    });
  });
});
