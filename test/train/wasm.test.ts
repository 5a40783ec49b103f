import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeEngineFolder, phases, RunWorkshop } from './run-workshop';

let workshop: RunWorkshop;

beforeAll(async () => {
  workshop = await RunWorkshop.open('', 8);
});

afterAll(() => workshop?.close());

/** A head that drops nothing out, of which each engine draws its own. */
const still = { pool: 'none', layers: [{ dense: 6 }, { dropout: 0 }], units: 3 } as const;

describe('WebAssembly', () => {
  it('runs case 1 wholly: prefix, head, proof', async () => {
    const run = await workshop.run();
    expect(run.record.failure).toBeUndefined();
    expect(run.record.engines?.training).toMatch(/^tfjs-wasm /);
    expect(run.record.result?.proof).toMatchObject({ frozenTensors: 10, frozenIdentical: true });
    expect(run.record.result?.validation.accuracy).toBeGreaterThan(
      run.record.result?.validation.majority ?? 1,
    );
  });

  it('trains the base as well, with batches of their own statistics', async () => {
    // So many epochs that what the last batch, of two images, says of itself is outweighed.
    const everything = { ...phases.everything, epochs: 12, patience: 12 };
    const run = await workshop.run({ head: still, phases: [phases.head, everything] });
    expect(run.record.failure).toBeUndefined();
    expect(run.record.result?.proof).toMatchObject({ frozenIdentical: true });
    const losses = run.events.flatMap((event) =>
      event.event === 'epoch' && event.phase === 2 ? [event.loss] : [],
    );
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  });

  it('agrees with tfjs-node on what the frozen prefix gives, and on what trains behind it', async () => {
    const native = await RunWorkshop.open(await nativeEngineFolder(), 8);
    try {
      const one = await workshop.run({ head: still });
      const other = await native.run({ head: still });
      expect(
        Math.abs((one.record.result?.validation.loss ?? 0) - (other.record.result?.validation.loss ?? 1)),
      ).toBeLessThan(1e-2);
    } finally {
      await native.close();
    }
  });
});
