import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunRecord, writeRunRecord } from '../../src/disk/runs/run-folder';
import { checkGpu } from '../../src/launch/engine/engine-check';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { onGpu } from '../../src/shared/engines';
import {
  dist,
  nativeEngineFolder,
  onnxRuntimeFolder,
  phases,
  RunWorkshop,
  savedWeights,
} from './run-workshop';
import { softwareGpu, withoutGpu } from './software-gpu';
import { eventsIn, TerminalWorkshop } from './terminal-workshop';

/** What reaches the GPU in software; it is slow, and computes as any other. */
let environment: Readonly<Record<string, string>>;
let onnx: string;
let native: string;
let terminal: TerminalWorkshop;
let workshop: RunWorkshop;

beforeAll(async () => {
  onnx = await onnxRuntimeFolder();
  native = await nativeEngineFolder();
  environment = { ...softwareGpu(), TRANSFER_DESIGNER_ONNXRUNTIME: onnx };
  terminal = await TerminalWorkshop.open(native);
  workshop = await RunWorkshop.open(native);
});

afterAll(() => Promise.all([terminal?.close(), workshop?.close()]));

async function checked(own: Readonly<Record<string, string>>) {
  const node = await findNode();
  const reached = { ...node, environment: { ...node.environment, ...own } };
  return checkGpu(installationAround(dist), reached, onnx, 'webgpu');
}

describe('the GPU', () => {
  it('is offered where a small training on it changes what it changes on the processor', async () => {
    expect(await checked(environment)).toEqual({
      ok: true,
      engine: expect.stringMatching(/^onnxruntime-node \S+ on the GPU \(WebGPU\)$/),
    });
  });

  it('is not offered where there is none, and the reason is given without the library’s own places', async () => {
    const verdict = await checked(withoutGpu);
    expect(verdict).toMatchObject({ ok: false, message: expect.stringMatching(/adapter/i) });
    expect(verdict).not.toMatchObject({ message: expect.stringContaining('onnxruntime_src') });
  });

  it('takes the same step as the processor through layers that it has other operators for', async () => {
    const layers = [
      ...[
        'Conv2D with strides',
        'Conv2DTranspose',
        'DepthwiseConv2D',
        'SeparableConv2D',
        'BatchNormalization',
      ],
      ...['MaxPooling1D', 'MaxPooling2D', 'AveragePooling2D', 'LayerNormalization', 'Activation gelu'],
      // Each behind a convolution that has a function of its own.
      ...['Activation elu', 'Activation tanh', 'LeakyReLU'],
    ];
    const program = path.join(import.meta.dirname, 'gpu-layers.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', program, native, onnx, workshop.folder, ...layers],
      { env: { ...process.env, ...environment } },
    );
    const apart = JSON.parse(stdout) as {
      about: string;
      answers: number;
      losses: number;
      weights: number;
      moved: number;
    }[];
    expect(apart.map(({ about }) => about)).toEqual(layers);
    const wrong = apart.filter(
      ({ answers, losses, weights, moved }) =>
        !(answers < 1e-5 && losses < 1e-5 && weights < 1e-6 && moved > 1e-4),
    );
    expect(wrong).toEqual([]);
  });

  it('goes on with what a run was begun with, to the same bits as a run that was never killed, and proves it', async () => {
    const { version } = (await import(path.join(onnx, 'package.json'), { with: { type: 'json' } })).default;
    const name = onGpu(`onnxruntime-node ${version}`, 'webgpu');
    const plan = workshop.plan({ phases: [phases.head, { ...phases.everything, epochs: 6, patience: 6 }] });
    const begun = async () => {
      const run = await workshop.prepare(plan);
      const record = await readRunRecord(run);
      const trained = [1, 2].map((phase) => ({ start: 'pretrained' as const, phase, engine: name }));
      await writeRunRecord(run, { ...record, engines: { features: name, training: name, phases: trained } });
      return run;
    };
    const gpu = { ...environment, TRANSFER_DESIGNER_GPU: 'webgpu' };
    const whole = await begun();
    const ended = await workshop.go(whole, undefined, gpu);
    expect(ended.events.filter(({ event }) => event === 'warning' || event === 'failed')).toEqual([]);
    expect(ended.record.engines).toMatchObject({
      features: name,
      phases: [{ engine: name }, { engine: name }],
    });
    expect(ended.record.result?.proof).toMatchObject({ frozenIdentical: true });
    const killed = await begun();
    await workshop.go(
      killed,
      (event, kill) => void (event.event === 'epoch' && event.phase === 2 && event.epoch === 3 && kill()),
      gpu,
    );
    expect((await readRunRecord(killed)).state).toBe('running');
    expect((await workshop.go(killed, undefined, gpu)).status).toBe(0);
    expect((await savedWeights(killed)).equals(await savedWeights(whole))).toBe(true);
  });

  it('is timed on a first batch where it is asked for, and what trained each phase is written down', async () => {
    await terminal.write(terminal.file(2));
    const { status, stdout } = await terminal.call(['train', '--gpu', '--json'], undefined, environment);
    expect(status).toBe(0);
    const events = eventsIn(stdout);
    expect(events.filter(({ event }) => event === 'warning')).toEqual([]);
    const { engines } = await readRunRecord(path.join(terminal.folder, terminal.newestRun()));
    const [chosen] = engines?.phases ?? [];
    expect(chosen).toMatchObject({ start: 'pretrained', phase: 1 });
    expect(chosen?.engine).toMatch(/^(tfjs-node \S+|onnxruntime-node \S+ on the GPU \(WebGPU\))$/);
    expect(events.find(({ event }) => event === 'phase')).toMatchObject({ engine: chosen?.engine });
  });

  it('is asked for in vain where there is none: a warning says why, and the run is as any other', async () => {
    await terminal.write(terminal.file(1));
    const { status, stderr } = await terminal.call(['train', '--gpu'], undefined, {
      ...withoutGpu,
      TRANSFER_DESIGNER_ONNXRUNTIME: onnx,
    });
    expect(stderr).toMatch(/No GPU is used: WebGPU: .*adapter/);
    expect(status).toBe(0);
    const { engines } = await readRunRecord(path.join(terminal.folder, terminal.newestRun()));
    expect(engines?.phases).toBeUndefined();
  });
});
