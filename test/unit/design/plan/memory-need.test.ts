import { describe, expect, it } from 'vitest';
import { memoryNeed, scoredBatch } from '../../../../src/design/plan/memory-need';
import { dataset } from '../../../fixtures/folder-facts';
import { GraphBuilder } from '../../../fixtures/layer-graphs';
import { afterFix, designed, header, type Known } from '../support/designed';

const optimised = (optimizer: string, units: number) =>
  `${header}head: { layers: [{ dense: ${units} }] }\ntrain: { optimizer: ${optimizer} }\n`;

function needOf(text: string, known: Known = {}) {
  const { plan } = designed(text, known);
  if (plan === undefined) throw new Error('There is no plan.');
  return { plan, need: memoryNeed(plan) };
}

const memoryProblem = (text: string, known: Known) =>
  designed(text, known).problems.find(({ code }) => code === 'memory-too-small');

/** Large pictures of which every layer keeps the size. */
const large = new GraphBuilder([1024, 1024, 3])
  .conv('conv1', 16)
  .conv('conv2', 16)
  .average('pool')
  .dense('out', 5)
  .graph({ name: 'large', input: { size: [1024, 1024], scale: '-1..1' } });

describe('the memory that a run needs', () => {
  it.each([
    ['sgd', 7],
    ['momentum', 9],
    ['rmsprop', 9],
    ['adam', 11],
  ])('with %s is that of %i times the weights that train, and little else', (optimizer, times) => {
    const [small, wide] = [needOf(optimised(optimizer, 1_000)), needOf(optimised(optimizer, 60_000))];
    const more = wide.plan.trainableParams - small.plan.trainableParams;
    const copies = (wide.need.total - small.need.total) / (4 * more);
    expect(copies).toBeGreaterThan(times - 0.01);
    expect(copies).toBeLessThan(times + 0.2);
  });

  it('is under half a gigabyte for the usual head', () => {
    expect(needOf(header).need.total).toBeLessThan(500e6);
  });

  it('grows with the batch that goes through the layers, up to all images', () => {
    const everything = (batchSize: number) =>
      needOf(`${header}case: 3\ntrain: { batchSize: ${batchSize} }\n`, { graph: large }).need;
    expect(everything(64).batch).toBeCloseTo(2 * everything(32).batch, -9);
    expect(everything(65_536).batch).toBe(everything(100).batch);
    expect(everything(1).batch).toBeGreaterThan(2 * 4 * 1024 * 1024 * 16);
  });

  it('counts the pass of large pictures through frozen layers, whatever the batch size', () => {
    const frozen = needOf(`${header}case: 1\ntrain: { batchSize: 1 }\n`, { graph: large }).need;
    expect(frozen.batch).toBeGreaterThanOrEqual(32 * 4 * 1024 * 1024 * 32);
  });
});

describe('the pictures that are scored at once', () => {
  const scored = (text: string, known?: Known) => {
    const { plan } = needOf(text, known);
    return plan.phases.map((phase) => scoredBatch(plan, phase));
  };

  it('are many where a phase runs a head alone, as many as its widest layer allows', () => {
    const [narrow, wide] = [scored(optimised('adam', 8))[0]!, scored(optimised('adam', 60_000))[0]!];
    expect(narrow).toBeGreaterThan(100);
    expect(wide).toBe(32);
  });

  it('are those of a step where a phase runs large pictures', () => {
    const everything = `${header}case: 3\ntrain: { batchSize: 7 }\n`;
    expect(scored(everything, { graph: large }).at(-1)).toBe(7);
  });
});

describe('a plan for a machine', () => {
  it('is no plan where the machine has less memory than it needs, and one where it has as much', () => {
    const { total } = needOf(header).need;
    expect(designed(header, { machineMemory: total }).plan).toBeDefined();
    expect(designed(header, { machineMemory: total - 1 }).plan).toBeUndefined();
  });

  it('is told a batch that would do where the batch is what takes the memory', () => {
    const text = `${header}case: 3\ntrain: { batchSize: 100 }\n`;
    const known = { graph: large, machineMemory: 12e9 };
    const problem = memoryProblem(text, known);
    expect(problem?.path).toEqual(['train', 'batchSize']);
    expect(problem?.message).toMatch(
      /for a batch of 100 pictures in the layers.*Use smaller batches, such as 32\./,
    );
    const [fix] = problem?.fixes ?? [];
    expect(memoryProblem(fix === undefined ? '' : afterFix(text, fix), known)).toBeUndefined();
  });

  it('is told of the base where no batch would do, and where its own layers train', () => {
    const noBatch = memoryProblem(`${header}case: 3\n`, { graph: large, machineMemory: 300e6 });
    expect(noBatch).toMatchObject({ path: ['base'], message: expect.stringContaining('smaller pictures') });
    const wide = new GraphBuilder([8, 8, 3]).flatten('flat').dense('wide', 60_000).dense('wider', 60_000);
    const graph = wide.dense('out', 5).graph({ name: 'wide', input: { size: [8, 8], scale: '-1..1' } });
    const known = { graph, dataset: dataset({ cats: 5_000, dogs: 5_000 }), machineMemory: 16e9 };
    const tooWide = memoryProblem(`${header}case: 3\n`, known);
    expect(tooWide).toMatchObject({ path: ['base'], message: expect.stringContaining('Train fewer layers') });
    expect(tooWide?.fixes).toBeUndefined();
  });
});
