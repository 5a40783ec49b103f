import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/disk/runs/run-events-file';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { requestStop } from '../../src/disk/runs/stop-run';
import type { RunEvent } from '../../src/shared/run-events';
import { onnxRuntimeFolder, phases, RunWorkshop, savedWeights } from './run-workshop';
import { eventsIn, TerminalWorkshop } from './terminal-workshop';

/** As on a machine for which there is no tfjs-node. */
let environment: Readonly<Record<string, string>>;
let terminal: TerminalWorkshop;
let workshop: RunWorkshop;

beforeAll(async () => {
  environment = {
    TRANSFER_DESIGNER_TFJS_NODE: '',
    TRANSFER_DESIGNER_ONNXRUNTIME: await onnxRuntimeFolder(),
  };
  terminal = await TerminalWorkshop.open('');
  workshop = await RunWorkshop.open('');
});

afterAll(() => Promise.all([terminal?.close(), workshop?.close()]));

const inHead = '- { train: head, epochs: 8, learningRate: 0.01, patience: 8 }';
const inAll = '- { train: everything, epochs: 3, learningRate: 0.005, patience: 3, batchNorm: batch }';

describe('where there is ONNX Runtime and no tfjs-node', () => {
  it.each([
    ['1', 'similar', [inHead]],
    ['2', 'different', [inHead]],
    ['3', 'similar', [inHead, inAll]],
    ['4', 'different', [inAll]],
  ])('case %s is trained and proved', async (number, similarity, trained) => {
    const text = terminal
      .file(4)
      .replace('similarity: similar', `similarity: ${similarity}`)
      .replace(/ {4}- .*\n/, trained.map((phase) => `    ${phase}\n`).join(''));
    const name = `case-${number}.transfer.yaml`;
    await terminal.write(`${text}case: ${number}\n`, name);
    const { status, stdout } = await terminal.call(['train', name, '--json'], undefined, environment);
    const events = eventsIn(stdout);
    expect(events.filter(({ event }) => event === 'failed')).toEqual([]);
    expect(status).toBe(0);
    const { engines, plan, result } = await readRunRecord(path.join(terminal.folder, terminal.newestRun()));
    expect(engines?.training).toMatch(/^onnxruntime-node /);
    expect(plan.case).toBe(Number(number));
    expect(result?.proof).toMatchObject({ frozenIdentical: true });
    const losses = events.flatMap((event) => (event.event === 'epoch' ? [event.loss] : []));
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  });

  it('says which engine trains and what tfjs-node would gain', async () => {
    await terminal.write(terminal.file(1));
    const { stdout, stderr } = await terminal.call(['train'], undefined, environment);
    expect(stderr).toMatch(
      /There is no tfjs-node that works\. onnxruntime-node \S+ trains instead, which takes/,
    );
    expect(stdout).toMatch(/^Engine: onnxruntime-node /m);
  });

  it('goes on after a stop to the same weights, bit for bit, with dropout and batches of their own statistics', async () => {
    const plan = workshop.plan({
      phases: [
        { ...phases.head, epochs: 20, patience: 20 },
        { ...phases.everything, epochs: 12, patience: 12 },
      ],
    });
    const whole = await workshop.prepare(plan);
    expect((await workshop.go(whole, undefined, environment)).status).toBe(0);
    for (const stopIn of [1, 2]) {
      const folder = await workshop.prepare(plan);
      const isThere = (event: RunEvent) =>
        event.event === 'epoch' && event.phase === stopIn && event.epoch === 2;
      await workshop.go(folder, (event) => void (isThere(event) && requestStop(folder)), environment);
      expect((await readRunRecord(folder)).state).toBe('stopped');
      await workshop.go(folder, undefined, environment);
      expect((await savedWeights(folder)).equals(await savedWeights(whole))).toBe(true);
      expect((await readMetrics(folder)).map(({ loss }) => loss)).toEqual(
        (await readMetrics(whole)).map(({ loss }) => loss),
      );
    }
  });

  it('the command that a newcomer starts with trains its example', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    // But for its build: other tests run what is built.
    const [, ...commands] = (scripts.start ?? '').split(' && ');
    const calls = commands.map((command) => command.split(' '));
    expect(calls.map(([program, bundle]) => [program, bundle])).toEqual(
      calls.map(() => ['node', 'dist/cli.js']),
    );
    await cp(path.join(root, 'examples'), path.join(terminal.folder, 'examples'), { recursive: true });
    for (const [, , ...words] of calls) {
      const { status, stderr } = await terminal.call(words, undefined, environment);
      expect({ words, status, stderr: status === 0 ? '' : stderr }).toEqual({ words, status: 0, stderr: '' });
    }
  });
});

const root = path.join(import.meta.dirname, '../..');
