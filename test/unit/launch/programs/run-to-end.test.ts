import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../../../src/disk/files/process-life';
import { runToEnd } from '../../../../src/launch/programs/run-to-end';
import { withFewFiles } from '../../../fixtures/few-files';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const node = (program: string, options = {}) => runToEnd(process.execPath, ['-e', program], options);

describe('a program that is run to its end', () => {
  it('gives its status and what it printed', async () => {
    const ended = await node("console.log('out'); console.error('err'); process.exitCode = 3");
    expect(ended).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n', timedOut: false });
  });

  it('is given its input, environment and folder', async () => {
    const folder = scratchFolder();
    const program =
      "console.log(require('fs').readFileSync(0, 'utf8'), process.env.ONE, process.env.PATH, process.cwd())";
    const ended = await node(program, { input: 'in', environment: { ONE: '1', PATH: undefined }, folder });
    expect(ended.stdout).toBe(`in 1 undefined ${folder}\n`);
  });

  it('tells its output as it comes', async () => {
    const seen: string[] = [];
    await node("console.log('a')", {
      onOutput: (text: string, stream: string) => seen.push(`${stream} ${text}`),
    });
    expect(seen).toEqual(['stdout a\n']);
  });

  it('never rejects where it is not installed', async () => {
    const ended = await runToEnd('no-such-program', []);
    expect(ended.status).toBeNull();
    expect(ended.startError?.message).toContain('ENOENT');
  });

  it('never rejects where no file can be opened any more', { timeout: 30_000 }, () => {
    const script = path.join(import.meta.dirname, '../support/run-without-files.ts');
    const ended = withFewFiles(script, scratchFolder(), []);
    expect(ended).toEqual({ status: null, startError: expect.stringContaining('EMFILE') });
  });

  it('may leave a large input unread', async () => {
    const ended = await node('process.exit(0)', { input: 'x'.repeat(10_000_000) });
    expect(ended.status).toBe(0);
  });

  it('is ended with all it has started, when it takes too long', async () => {
    const file = path.join(scratchFolder(), 'grandchild');
    const grandchild = `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const program = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const ended = await node(program, { milliseconds: 1500 });
    expect(ended).toMatchObject({ status: null, timedOut: true });
    expect(existsSync(file)).toBe(true);
    const id = Number(readFileSync(file, 'utf8'));
    const grandchildIs = { processId: id, startTime: '', host: os.hostname() };
    await vi.waitFor(async () => expect(await isRunning(grandchildIs)).toBe(false), 10_000);
  });

  it('is ended by a signal, also by one that was given before', async () => {
    const stop = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: stop.signal });
    stop.abort();
    expect((await running).status).toBeNull();
    expect((await node('setInterval(() => {}, 1000)', { signal: stop.signal })).status).toBeNull();
  });
});
