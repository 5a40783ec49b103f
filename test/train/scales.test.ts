import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { openProject } from '../../src/launch/project/project';
import { dist } from './run-workshop';

const root = path.resolve(import.meta.dirname, '../..');
const emoji = path.join(root, 'examples/emoji-groups/images');
const digits = path.join(root, 'examples/digits/images');

interface ModelJson {
  userDefinedMetadata?: unknown;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  }[];
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scales-'));
  copyOfDemo('as-trained', () => undefined);
  // What is 0..1 here is what the kernels were trained on as 2 × value − 1.
  copyOfDemo('for-0..1', (tensor) => {
    const kernel = tensor('conv1/kernel');
    const filters = 32;
    const sums = new Float64Array(filters);
    for (let place = 0; place < kernel.length; place += 1) {
      sums[place % filters] = Number(sums[place % filters]) + Number(kernel[place]);
      kernel[place] = 2 * Number(kernel[place]);
    }
    const means = tensor('conv1_bn/moving_mean');
    for (let filter = 0; filter < filters; filter += 1)
      means[filter] = Number(means[filter]) + Number(sums[filter]);
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The demonstration base, which no longer says how its pixels are scaled. */
function copyOfDemo(name: string, change: (tensor: (name: string) => Float32Array) => void): void {
  const copy = path.join(folder, name);
  cpSync(path.join(root, 'models/demo'), copy, { recursive: true });
  const file = path.join(copy, 'model.json');
  const model = JSON.parse(readFileSync(file, 'utf8')) as ModelJson;
  delete model.userDefinedMetadata;
  writeFileSync(file, JSON.stringify(model));
  const [{ paths, weights } = { paths: [], weights: [] }] = model.weightsManifest;
  const shard = path.join(copy, paths[0] ?? '');
  const bytes = Uint8Array.from(readFileSync(shard));
  change((wanted) => {
    let offset = 0;
    for (const { name: weight, shape } of weights) {
      const values = shape.reduce((product, edge) => product * edge, 1);
      if (weight === wanted) return new Float32Array(bytes.buffer, offset, values);
      offset += 4 * values;
    }
    throw new Error(`There is no ${wanted}.`);
  });
  writeFileSync(shard, bytes);
}

/** The problems with the scale of a base's pixels, and what is offered first. */
async function scaleProblems(base: string, images: string, scale?: string) {
  const project = path.join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const input = scale === undefined ? '' : `, input: { scale: ${JSON.stringify(scale)} }`;
  writeFileSync(
    path.join(project, 'transfer.yaml'),
    `base: { model: ../${base}${input} }\ndataset: { path: ${JSON.stringify(images)}, similarity: similar }\n`,
  );
  const { result } = await openProject(project, {
    installation: installationAround(dist),
    node: await findNode(),
    allowDownload: false,
  });
  return result.problems
    .filter(({ code }) => code.startsWith('scale'))
    .map(({ code, fixes }) => [code, fixes?.[0]?.title]);
}

describe('the scale of a base that does not say it', () => {
  it('is seen on pictures like those it was trained on', async () => {
    expect(await scaleProblems('as-trained', emoji)).toEqual([['scale-confirmed', 'Use -1..1, which fits']]);
    expect(await scaleProblems('for-0..1', emoji)).toEqual([['scale-measured', 'Use 0..1, which fits']]);
  });

  it('is held against what the file says, where that is plainly another one', async () => {
    const contradicted = (right: string) => [['scale-contradicted', `Use ${right}, which fits`]];
    expect(await scaleProblems('as-trained', emoji, '0..1')).toEqual(contradicted('-1..1'));
    expect(await scaleProblems('for-0..1', emoji, '-1..1')).toEqual(contradicted('0..1'));
    expect(await scaleProblems('as-trained', emoji, '-1..1')).toEqual([]);
    expect(await scaleProblems('for-0..1', emoji, '0..1')).toEqual([]);
  });

  it('is not told from pictures unlike those', async () => {
    const [[code] = []] = await scaleProblems('for-0..1', digits);
    expect(code).toBe('scale-unknown');
    expect(await scaleProblems('as-trained', digits, '0..1')).toEqual([]);
  });
});
