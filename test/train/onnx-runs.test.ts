import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWithKeras } from '../../scripts/keras/python-with-keras';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { lastAnswer } from '../../src/launch/programs/output-lines';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import type { RunEvent } from '../../src/shared/run-events';
import { readOnnxModel } from '../../src/train/onnx/onnx-model';
import { channelsLastOnnx, residualOnnx, transformerOnnx, writeOnnx } from '../fixtures/onnx-networks';
import { nativeEngineFolder, onnxRuntimeFolder } from './run-workshop';
import { eventsIn, TerminalWorkshop } from './terminal-workshop';

let workshop: TerminalWorkshop;
const withoutTfjsNode = { TRANSFER_DESIGNER_TFJS_NODE: '' };
const withoutOnnxRuntime = { TRANSFER_DESIGNER_ONNXRUNTIME: '' };

beforeAll(async () => {
  await onnxRuntimeFolder();
  workshop = await TerminalWorkshop.open(await nativeEngineFolder());
  writeOnnx(workshop.folder, residualOnnx(), 'residual.onnx');
  writeOnnx(workshop.folder, channelsLastOnnx(), 'last.onnx');
  writeOnnx(workshop.folder, transformerOnnx(), 'transformer.onnx');
});

afterAll(() => workshop.close());

/** A file of its own for a base, which trains a head. */
async function fileFor(base: string, more = ''): Promise<string> {
  const name = `${base}.transfer.yaml`;
  const text = workshop
    .file(6)
    .replace('base: ./base', `base: { model: ./${base}.onnx, input: { scale: "-1..1" } }`);
  await workshop.write(`${text}${more}`, name);
  return name;
}

interface Trained {
  readonly folder: string;
  readonly events: readonly RunEvent[];
}

async function trained(file: string, environment: Readonly<Record<string, string>> = {}): Promise<Trained> {
  const { status, stdout, stderr } = await workshop.call(['train', file, '--json'], undefined, environment);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return { folder: path.join(workshop.folder, workshop.newestRun()), events: eventsIn(stdout) };
}

/** One run on the residual network, for whatever only looks at it. */
let residual: Promise<Trained> | undefined;
async function residualRun(): Promise<Trained> {
  residual ??= trained(await fileFor('residual'));
  return residual;
}

const modelOf = (folder: string): Promise<Buffer> => readFile(path.join(folder, 'model', 'model.onnx'));

/** How far ONNX Runtime in Python is from a run's golden answers; undefined where there is none. */
async function inPython(folder: string, files: readonly string[]): Promise<readonly number[] | string> {
  const python = await pythonWithKeras().catch((error: Error) => error);
  if (python instanceof Error) return python.message;
  const has = await runToEnd(python, ['-c', 'import onnxruntime']);
  if (has.status !== 0) return `${python} has no onnxruntime`;
  const script = path.join(import.meta.dirname, '../fixtures/answers-of-onnxruntime.py');
  const { stdout, stderr } = await runToEnd(python, [script, path.join(folder, 'golden.json'), ...files]);
  const answer = lastAnswer(stdout, (found): found is { differences: number[] } => 'differences' in found);
  if (answer === undefined) throw new Error(stderr);
  return answer.differences;
}

describe('an ONNX base', () => {
  it.each([
    ['of convolutions with the channels first', 'residual', 'case: 1\n', 6],
    ['cut at feature maps with the channels first', 'residual', 'case: 2\n', 2],
    ['of convolutions with the channels last', 'last', '', 4],
    ['that is a vision transformer', 'transformer', '', 18],
  ])('%s is trained on, and proved', async (_, base, more, frozenTensors) => {
    const { folder } = await trained(await fileFor(base, more));
    const { engines, result } = await readRunRecord(folder);
    expect(engines?.features).toMatch(/^onnxruntime-node \d/);
    expect(engines?.training).toMatch(/^tfjs-node \d/);
    expect(result?.proof).toMatchObject({ frozenTensors, frozenIdentical: true, goldenImages: 8 });
    expect(readdirSync(path.join(folder, 'model'))).toEqual(['model.onnx']);
    const { graph } = readOnnxModel(await modelOf(folder), 'model.onnx');
    expect(graph?.output.map(({ name }) => name)).toEqual(['head_softmax']);
  });

  it('predicts what its run has judged', async () => {
    const { folder } = await residualRun();
    const { status, stdout } = await workshop.call(['predict', folder, 'images-test', '--json']);
    const predicted = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; label: string });
    const right = predicted.filter(({ file, label }) => file.split(path.sep).at(-2) === label).length;
    expect(status).toBe(0);
    expect(right / predicted.length).toBeCloseTo(
      (await readRunRecord(folder)).result?.test?.accuracy ?? -1,
      10,
    );
  });

  it('gets its head from the same engine where there is no tfjs-node', async () => {
    const { folder } = await trained(await fileFor('residual', 'case: 2\n'), withoutTfjsNode);
    const { engines, result } = await readRunRecord(folder);
    expect(engines?.features).toMatch(/^onnxruntime-node \d/);
    expect(engines?.training).toBe(engines?.features);
    expect(result?.proof).toMatchObject({ frozenIdentical: true });
  });

  it('is gone on with after its run was killed, to the same bytes', async () => {
    const file = await fileFor('transformer');
    const whole = await trained(file);
    let isKilled = false;
    const killed = await workshop.call(['train', file, '--json'], (soFar) => {
      const events = soFar.split('\n').flatMap((line) => (line.endsWith('}') ? eventsIn(line) : []));
      const [started] = events.filter(({ event }) => event === 'started');
      const isFar = events.some((event) => event.event === 'epoch' && event.epoch === 3);
      if (!isFar || isKilled || started?.event !== 'started') return;
      isKilled = true;
      process.kill(started.processId, 'SIGKILL');
    });
    expect(killed.status).toBe(1);
    const run = workshop.newestRun();
    expect((await workshop.call(['resume', run, '--json'])).status).toBe(0);
    const resumed = await modelOf(path.join(workshop.folder, run));
    expect(resumed.equals(await modelOf(whole.folder))).toBe(true);
  });

  it('is not begun with where nothing runs it, and the terminal says what to do', async () => {
    const { folder } = await residualRun();
    const runs = readdirSync(path.join(workshop.folder, 'runs'));
    const { status, stderr } = await workshop.call(
      ['train', await fileFor('residual')],
      undefined,
      withoutOnnxRuntime,
    );
    expect(status).toBe(1);
    expect(stderr).toContain('Nothing was trained. This base is an ONNX file, which onnxruntime-node runs');
    expect(stderr).toContain('`transfer-designer runtime`');
    expect(readdirSync(path.join(workshop.folder, 'runs'))).toEqual(runs);
    const asked = await workshop.call(['predict', folder, 'images-test'], undefined, withoutOnnxRuntime);
    expect(asked.status).toBe(1);
    expect(asked.stderr).toContain('Install the training runtime');
  });
});

describe("a run's model as ONNX", () => {
  it('is proved by ONNX Runtime, of a run of Keras layers as of one that has saved such a file', async ({
    skip,
  }) => {
    await workshop.write(workshop.file(6));
    const ofKeras = await trained('transfer.yaml');
    const ofOnnx = await trained(await fileFor('transformer'));
    for (const [name, { folder }] of [
      ['keras', ofKeras],
      ['onnx', ofOnnx],
    ] as const) {
      const { status, stdout, stderr } = await workshop.call([
        'export',
        folder,
        `${name}-run.onnx`,
        '--to',
        'onnx',
        '--json',
      ]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ format: 'onnx', goldenImages: 8 });
    }
    const answers = await inPython(ofKeras.folder, [path.join(workshop.folder, 'keras-run.onnx')]);
    skip(typeof answers === 'string', String(answers));
    const others = await inPython(ofOnnx.folder, [path.join(workshop.folder, 'onnx-run.onnx')]);
    expect(Math.max(...(answers as number[]), ...(others as number[]))).toBeLessThan(1e-5);
  });

  it('with layers of an ONNX file is refused to formats that have none', async () => {
    const { folder } = await residualRun();
    for (const [format, target] of [
      ['keras', 'net.keras'],
      ['tfjs', 'net'],
      ['page', 'net.html'],
    ] as const) {
      const { status, stderr } = await workshop.call(['export', folder, target, '--to', format]);
      expect(status).not.toBe(0);
      expect(stderr).toContain('The model has layers of an ONNX file');
    }
  });
});
