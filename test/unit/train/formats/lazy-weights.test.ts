import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import type { InspectingEngine } from '../../../../src/train/engines/engine';
import { tensorFlowEngine } from '../../../../src/train/engines/tensorflow-js/tensorflow-engine';
import { cpuBackend } from '../../../../src/train/engines/tensorflow-js/wasm-engine';
import type { BaseFormat } from '../../../../src/train/formats/base-format';
import { readBase } from '../../../../src/train/formats/read-base';
import { inspectModelFile } from '../../../../src/train/inspect';
import { inputLayer } from '../../../../src/train/network/topology';
import { temporaryFolder } from '../../disk/support/temporary-folder';

const { formats, reads } = vi.hoisted(() => ({ formats: [] as BaseFormat[], reads: [] as string[] }));

vi.mock('../../../../src/train/formats/base-formats', () => ({ baseFormats: formats }));

/** A file that holds the width of its one dense layer, whose weights are as many times 0.5. */
const widthFile: BaseFormat = {
  name: 'width',
  match: ({ name }) => name.endsWith('.width'),
  trainsBase: false,
  async open({ modelFile }) {
    const width = Number(path.basename(modelFile, '.width'));
    const stored = (name: string, shape: number[]) => {
      const read = async () => {
        reads.push(name);
        return new Float32Array(shape.reduce((all, edge) => all * edge, 1)).fill(0.5);
      };
      return [name, { shape, read }] as const;
    };
    const config = { name: 'dense', units: width };
    return {
      topology: {
        name: 'width',
        layers: [
          inputLayer('input', [width]),
          { name: 'dense', className: 'Dense', config, inbound: ['input'] },
        ],
      },
      leftOut: [],
      weights: new Map([stored('dense/kernel', [width, width]), stored('dense/bias', [width])]),
      says: { classes: ['a', 'b'] },
    };
  },
};

formats.push(widthFile);

let engine: InspectingEngine;

beforeAll(async () => {
  const { runsOn: _, ...backend } = await cpuBackend();
  engine = tensorFlowEngine(backend);
});

function fileOf(width: number): string {
  reads.length = 0;
  const file = path.join(temporaryFolder(), `${width}.width`);
  writeFileSync(file, 'x');
  return file;
}

it('looks at the weights of a base one after the other, and keeps none', async () => {
  const graph = await inspectModelFile(fileOf(2), engine);
  expect(graph).toMatchObject({ name: 'width', trainsBase: false, classes: ['a', 'b'] });
  expect(graph.layers.map(({ params }) => params)).toEqual([0, 6]);
  expect(reads).toEqual(['dense/kernel', 'dense/bias']);
});

it('reads no weights of a base of 500 MB to inspect it', async () => {
  const before = process.memoryUsage().rss;
  const graph = await inspectModelFile(fileOf(11_200), engine);
  expect(graph.layers.map(({ params }) => params)).toEqual([0, 125_451_200]);
  expect(reads).toEqual([]);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
});

it('reads all of them for a run', async () => {
  const { weights, fingerprint } = await readBase(fileOf(2));
  expect([...(weights.get('dense/kernel')?.values ?? [])]).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
});
