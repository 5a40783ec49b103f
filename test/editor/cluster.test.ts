import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { FakeCluster } from '../train/fake-cluster';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { endRuns } from './project-copy';
import { trainHeadFor } from './quick-training';
import { useEditor } from './use-editor';

const program = path.resolve(__dirname, '../../dist/cli.js');
const token = 'a-planted-token-4711';
const epochs = 6;

/** A project that was trained on this machine, whose result a cluster gives back, and a cluster that wants a token. */
async function nextToACluster(workspace: string): Promise<void> {
  await trainHeadFor(epochs)(workspace);
  await promisify(execFile)(process.execPath, [program, 'train', '--quiet'], { cwd: workspace });
  const names = await readdir(path.join(workspace, 'runs'));
  const trained = names.find((name) => !name.startsWith('.')) ?? '';
  const answer = (of: FakeCluster) => {
    if (of.jobs.size === 1) return of.tell(0, 2);
    of.tell(1);
    void of.finish();
  };
  cluster = await FakeCluster.open(path.join(workspace, 'runs', trained), answer, { token, stays: true });
  await writeFile(path.join(workspace, 'ray.yaml'), `address: ${cluster.address}\nworkers: 2\n`);
}

let cluster: FakeCluster;

describe('a run on a cluster', () => {
  const editor = useEditor({ workspace: 'examples/emoji-groups', prepare: nextToACluster });
  afterAll(() => cluster?.close());
  let panel: Frame;
  const runRegion = () => panel.getByRole('region', { name: 'Run', exact: true });
  const announced = () => runRegion().getByRole('status').innerText();
  const tokensSeen = () => new Set(cluster.asked.map(({ headers }) => headers.authorization));

  it('is begun by the command, once it was said what it takes and the token is known', async () => {
    await editor().openFile('transfer.yaml');
    await editor().runCommand('Transfer: Open Designer');
    panel = await editor().frameOfPanel();
    const offered = panel.locator('vscode-button', { hasText: 'Train on Ray' });
    await eventually(() => offered.getAttribute('title')).toMatch(/by 2 workers with 1 processor each$/);

    await editor().runCommand('Transfer: Train on a Ray Cluster');
    const question = editor().question();
    await eventually(() => question.innerText(), { timeout: 120_000 }).toMatch(
      /Train on the cluster at 127\.0\.0\.1:\d+\?[\s\S]*2 workers with 1 processor each train together/,
    );
    expect(cluster.asked).toEqual([]);
    await editor().pressInQuestion('Train');
    const field = editor().page.locator('.quick-input-widget input[type="password"]');
    await field.waitFor();
    expect([...tokensSeen()]).toEqual([undefined]);
    await field.fill(token);
    await editor().page.keyboard.press('Enter');
    await eventually(announced, { timeout: 180_000 }).toMatch(/^Epoch 2 of 6/);
    expect(await runRegion().innerText()).toContain(`on ${new URL(cluster.address).host}`);
    expect(cluster.option('--workers')).toBe('2');
  });

  it('is still there where the process that followed it was killed, and is followed again', async () => {
    await editor().clearNotifications();
    await endRuns(editor().workspace);
    expect(await editor().untilNotified(/is still on the cluster/)).toMatch(/nothing here follows it/);
    await eventually(announced).toMatch(/^Still on the cluster at 127\.0\.0\.1:\d+; .* since epoch 2\./);
    await editor().pressInNotification('Follow');
    // It was there all the while: the same job, and no token is asked for any more.
    const stop = panel.getByRole('button', { name: 'Stop', exact: true });
    await eventually(() => stop.isEnabled(), { timeout: 120_000 }).toBe(true);
    cluster.tell(2, 3);
    await eventually(announced, { timeout: 120_000 }).toMatch(/^Epoch 3 of 6/);
    expect(cluster.jobs.size).toBe(1);
  });

  it('is stopped by the button, with its job', async () => {
    await panel.getByRole('button', { name: 'Stop', exact: true }).click();
    await eventually(announced, { timeout: 120_000 }).toMatch(/^Stopped/);
    expect([...cluster.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED']);
  });

  it('is resumed by the button, and ends with report and proof', async () => {
    await panel.getByRole('button', { name: /^Resume / }).click();
    await eventually(announced, { timeout: 240_000 }).toMatch(/^Training has finished\./);
    expect(cluster.jobs.size).toBe(2);
    const runs = path.join(editor().workspace, 'runs');
    const [run = ''] = (await readdir(runs)).sort().reverse();
    const { cluster: where, result } = await readRunRecord(path.join(runs, run));
    expect(where?.address).toBe(cluster.address);
    expect(result?.proof.frozenIdentical).toBe(true);
    expect(existsSync(path.join(runs, run, 'report.html'))).toBe(true);
    expect([...tokensSeen()].filter(Boolean)).toEqual([`Bearer ${token}`]);
  });

  it('has left its token in no file: of the project, of the editor, of a log', async () => {
    const around = path.dirname(editor().workspace);
    const files = (await readdir(around, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    expect(files.some(({ name }) => name === 'log.txt')).toBe(true);
    const holding = await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const bytes = await readFile(path.join(parentPath, name)).catch(() => Buffer.alloc(0));
        return bytes.includes(token) ? [path.join(parentPath, name)] : [];
      }),
    );
    expect(holding.flat()).toEqual([]);
  });

  it('has its ray.yaml checked and completed as it is typed', async () => {
    const text = new OpenText(editor(), 'ray.yaml');
    await text.set(`address: http://192.168.1.7:8265\nworkers: many\n`);
    await eventually(async () =>
      (await text.problems()).map((problem) => [problem.text, problem.code]),
    ).toEqual([
      ['many', 'cluster-file'],
      ['http://192.168.1.7:8265', 'cluster-file'],
    ]);
    await text.set(`address: ${cluster.address}\nworkers: 2\n`);
    await eventually(() => text.problems()).toEqual([]);
    const offered = expect.arrayContaining(['storage', 'worker']);
    await eventually(() => text.completionsAfter('workers: 2\n')).toEqual(offered);
  });
});
