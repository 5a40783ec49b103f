import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { KeptLayouts } from '../../../src/editor/panel/kept-layouts';
import { Layouts } from '../../../src/editor/panel/layouts';
import { boxHeight, type Drawing, drawingOf } from '../../../src/shared/drawing';
import { layoutOf } from '../../../src/shared/layout-text';
import { memory } from './support/memory';

const scratch = mkdtempSync(path.join(tmpdir(), 'layouts-test-'));
const opened: Layouts[] = [];

/** A thread that answers what `body` makes of a drawing. */
function pretended(body: string, kept = new KeptLayouts(memory())): Layouts {
  const program = path.join(scratch, `thread${opened.length}.js`);
  writeFileSync(
    program,
    `const { parentPort } = require('node:worker_threads'); let count = 0;
     parentPort.on('message', (drawing) => { count += 1; const { key } = drawing; ${body} });`,
  );
  return layoutsBy(program, kept);
}

function layoutsBy(program: string, kept = new KeptLayouts(memory())): Layouts {
  const layouts = new Layouts(kept, program);
  opened.push(layouts);
  return layouts;
}

const drawing = (key: string): Drawing => ({
  key,
  direction: 'down',
  boxes: ['image', 'block 1', 'dense'],
  arrows: [
    { from: 'image', to: 'block 1' },
    { from: 'block 1', to: 'dense' },
  ],
});

afterEach(() => {
  for (const layouts of opened) layouts.dispose();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('is kept under its graph, also where nothing is folded', async () => {
  const graph = { fingerprint: 'demo\ndense2', layers: [], cut: 'dense2', line: null };
  const layouts = pretended("parentPort.postMessage({ key, layout: 'a' });");
  const unfolded = drawingOf(graph, []);
  await layouts.make(unfolded);
  expect(layouts.of(graph.fingerprint)).toEqual({ [unfolded.key]: 'a' });
});

describe('the layout of a drawing', () => {
  it('has each box below the one before, with an arrow between them', async () => {
    await build({
      entryPoints: [path.resolve(import.meta.dirname, '../../../src/views/layout-thread.ts')],
      outfile: path.join(scratch, 'real.js'),
      ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    });
    const layout = layoutOf(await layoutsBy(path.join(scratch, 'real.js')).make(drawing('a\n')));
    const tops = ['image', 'block 1', 'dense'].map((box) => layout?.boxes.get(box)?.y ?? Number.NaN);
    expect(tops[1]).toBeGreaterThan((tops[0] ?? 0) + boxHeight);
    expect(tops[2]).toBeGreaterThan((tops[1] ?? 0) + boxHeight);
    expect(layout?.height).toBeGreaterThan((tops[2] ?? 0) + boxHeight);
    expect(layout?.arrows.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'image > block 1',
      'block 1 > dense',
    ]);
    expect(layout?.arrows[0]?.points.map(({ y }) => y)).toEqual([(tops[0] ?? 0) + boxHeight, tops[1]]);
  });

  it('is made once, however often it is asked for, and kept for the next window', async () => {
    const kept = new KeptLayouts(memory());
    const layouts = pretended("parentPort.postMessage({ key, layout: key + ' ' + count });", kept);
    expect(await Promise.all([layouts.make(drawing('a')), layouts.make(drawing('a'))])).toEqual([
      'a 1',
      'a 1',
    ]);
    expect(await layouts.make(drawing('a'))).toBe('a 1');
    expect(await layouts.make(drawing('b'))).toBe('b 2');
    expect(await pretended('throw new Error()', kept).make(drawing('a'))).toBe('a 1');
  });

  it('fails with the engine’s reason, alone', async () => {
    const layouts = pretended(
      "parentPort.postMessage(key === 'bad' ? { key, failure: 'no room' } : { key, layout: key });",
    );
    const [bad, good] = await Promise.allSettled([
      layouts.make(drawing('bad')),
      layouts.make(drawing('good')),
    ]);
    expect(bad).toMatchObject({ reason: { message: 'no room' } });
    expect(good).toMatchObject({ value: 'good' });
  });

  it('fails where the thread dies, and the next has a thread again', async () => {
    const layouts = pretended(
      "if (key === 'deadly') throw new Error('out of memory'); parentPort.postMessage({ key, layout: key });",
    );
    await expect(layouts.make(drawing('deadly'))).rejects.toThrow('out of memory');
    expect(await layouts.make(drawing('next'))).toBe('next');
  });

  it('fails where there is no such program', async () => {
    await expect(layoutsBy(path.join(scratch, 'nowhere.js')).make(drawing('a'))).rejects.toThrow(/nowhere/);
  });

  it('fails, and hangs nobody, when the editor closes', async () => {
    const layouts = pretended('');
    const coming = layouts.make(drawing('a'));
    layouts.dispose();
    await expect(coming).rejects.toThrow('closing');
  });
});
