import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchRun } from '../../../src/cli/commands/watch-run';
import { createTerminal } from '../../../src/cli/terminal';
import { webAssembly } from '../../../src/launch/engine/engine-choice';
import { startRun } from '../../../src/launch/runs/start-run';
import { type FakeMode, fakeInstallation } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { headPlan, KeptStream } from '../../fixtures/terminal-sample';

const node = { path: process.execPath, version: process.versions.node, environment: {} };
const pressControlC = () => process.emit('SIGINT');

async function watched(mode: FakeMode, json = false, quiet = false) {
  const root = scratchFolder();
  const installation = fakeInstallation(root, mode);
  const base = { modelFile: 'm', fingerprint: 'f' };
  const project = {
    file: path.join(root, 'transfer.yaml'),
    folder: root,
    text: '',
    plan: headPlan,
    base,
    problems: [],
  };
  const run = await startRun(project, { installation, node, engine: webAssembly });
  onTestFinished(() => {
    try {
      process.kill(run.processId ?? Number.NaN, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  });
  const output = new KeptStream();
  const errors = new KeptStream();
  const terminal = createTerminal(output, errors, {}, { installation, node });
  const status = watchRun(terminal, { run, dataset: { classes: [], groupBy: null }, json, quiet }, 500);
  return { run, output, errors, status };
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 10_000, interval: 20 });

describe('a run that is watched', () => {
  it('is stopped by Ctrl+C, which npm may pass on a second time at once', async () => {
    const { run, output, errors, status } = await watched('forever');
    await until(() => output.text.includes('epoch 2'));
    pressControlC();
    pressControlC();
    expect(await status).toBe(130);
    expect(existsSync(path.join(run.folder, 'stop'))).toBe(true);
    expect(errors.text).toMatch(/^Stopping after the batch at hand\..*\nStopped after epoch \d+\. /);
    expect(errors.text).toContain('transfer-designer resume "');
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('is stopped by %s, with status %i', async (signal, expected) => {
    const { run, output, errors, status } = await watched('forever');
    await until(() => output.text.includes('epoch 2'));
    process.emit(signal);
    process.emit(signal);
    expect(await status).toBe(expected);
    expect(existsSync(path.join(run.folder, 'stop'))).toBe(true);
    expect(errors.text).toMatch(/^Stopping after the batch at hand\..*\nStopped after epoch \d+\. /);
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) expect(process.listenerCount(each)).toBe(0);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'that does not stop is not waited for without end after %s',
    async (signal) => {
      const { run, output, errors, status } = await watched('deaf');
      await until(() => output.text.includes('epoch 2'));
      process.emit(signal);
      expect(await status).toBe(signal === 'SIGTERM' ? 143 : 129);
      expect(errors.text).toContain(
        `The run goes on in the background, in process ${run.processId}, until the batch at hand is done, and stops then`,
      );
    },
  );

  it('is waited for no longer than TERM lets it after Ctrl+C', async () => {
    const { output, status } = await watched('deaf');
    await until(() => output.text.includes('epoch 2'));
    pressControlC();
    process.emit('SIGTERM');
    expect(await status).toBe(143);
  });

  it('goes on alone after the second Ctrl+C', async () => {
    const { run, output, errors, status } = await watched('deaf');
    await until(() => output.text.includes('epoch 2'));
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    pressControlC();
    vi.advanceTimersByTime(500);
    pressControlC();
    expect(await status).toBe(130);
    expect(errors.text).toContain(`The run goes on in the background, in process ${run.processId}`);
    expect(() => process.kill(run.processId ?? Number.NaN, 0)).not.toThrow();
  });

  it('is told to be ended by hand where nothing can be written to ask it to stop', async () => {
    const { run, output, errors, status } = await watched('forever');
    await until(() => output.text.includes('epoch 2'));
    // Stands in for a disk that takes no file more.
    mkdirSync(path.join(run.folder, 'stop'));
    pressControlC();
    await until(() => errors.text !== '');
    expect(errors.text).toMatch(
      /can't be asked to stop \(.*stop is a folder.*Ctrl\+C again leaves it going; end process \d+/s,
    );
    expect(await status).toBe(130);
  });

  it('ends with status 1 when it dies, with the end of its log', async () => {
    const { errors, status } = await watched('die');
    expect(await status).toBe(1);
    expect(errors.text).toMatch(/^error: The run's process was killed \(SIGKILL\)/);
    expect(errors.text).toContain('\n  Killed: out of memory\n');
    expect(errors.text).toMatch(
      /\n`transfer-designer resume "?\S.*-case1"?` goes on with this run from its last whole epoch\.\n$/,
    );
  });

  it('says how to go on where that helps, and not where it would only fail again', async () => {
    const full = await watched('fail');
    expect(await full.status).toBe(1);
    expect(full.errors.text).toMatch(
      /^error: The disk is full\.\nOnce that is mended, `transfer-designer resume .*` goes on with this run from its last whole epoch\.\n$/,
    );
    const hopeless = await watched('diverge');
    expect(await hopeless.status).toBe(1);
    expect(hopeless.errors.text).toBe('error: The loss is not a number any more.\n');
  });

  it('is told by what is wrong and by its result where nothing else is wanted', async () => {
    const { output, errors, status } = await watched('fail', false, true);
    expect(await status).toBe(1);
    expect(output.text).toBe('');
    expect(errors.text).toMatch(/^error: The disk is full\.\n/);
    const machines = await watched('fail', true, true);
    expect(await machines.status).toBe(1);
    // The start names the run, which machines have no other way to know.
    expect(machines.output.lines.map((line) => JSON.parse(line).event)).toEqual(['started', 'failed']);
  });

  it('is events alone on standard output for machines', async () => {
    const { output, status } = await watched('fail', true);
    expect(await status).toBe(1);
    const kinds = output.lines.map((line) => JSON.parse(line).event);
    expect(kinds).toEqual(['started', 'epoch', 'epoch', 'failed']);
  });
});
