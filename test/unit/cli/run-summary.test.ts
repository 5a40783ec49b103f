import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheWords, type FinishedRun, proofWords, runSummary } from '../../../src/cli/run-summary';
import { uncoloured } from '../../../src/cli/style';
import { widthOf } from '../../../src/cli/text-table';
import type { CacheEvent } from '../../../src/shared/run-events';
import { expectGolden } from '../../fixtures/golden-text';
import { events, headPlan, result } from '../../fixtures/terminal-sample';

const cache: CacheEvent = {
  event: 'cache',
  ...{ phase: 1, cut: 'dense2', reused: 148, computed: 0, decoded: 0, bytes: 75_776, seconds: 0.1 },
};
const finished: FinishedRun = {
  folder: 'runs/one',
  dataset: headPlan.dataset,
  epochs: events.filter((event) => event.event === 'epoch'),
  ...{ result, caches: [], engines: undefined },
};
const engines = { features: 'onnxruntime 1.30', training: 'tfjs-node 4.22.0' };

describe("a run's summary", () => {
  it('has accuracy with intervals, recall, proof, cache, time and where the report lies', () => {
    const lines = runSummary({ ...finished, caches: [cache], engines }, uncoloured);
    const text = `${lines.join('\n').replaceAll('\u00a0', ' ').replaceAll('\\', '/')}\n`;
    expectGolden(path.join(import.meta.dirname, 'golden', 'summary.txt'), text);
  });

  it('is a list where the tables would not fit', () => {
    const run = { ...finished, dataset: { classes: ['c'.repeat(150), 'dog', 'neither'], groupBy: null } };
    const lines = runSummary({ ...run, engines }, uncoloured, 41);
    const text = lines.join('\n').replaceAll('\u00a0', ' ');
    expect(text).toMatch(/^c+…c+\n {2}validation: \d+ % \(/m);
    const recalls = (of: readonly string[]) => of.slice(of.indexOf('') + 1, of.lastIndexOf(''));
    expect(recalls(lines).every((line) => widthOf(line) <= 41)).toBe(true);
    const wide = recalls(runSummary({ ...run, engines }, uncoloured, 100));
    expect(wide[0]).toMatch(/^found of each class +validation +test$/);
    expect(wide.every((line) => widthOf(line) <= 100)).toBe(true);
  });

  it('leaves out what there is not', () => {
    const bare = { ...finished, dataset: { classes: [], groupBy: null }, result: { ...result, test: null } };
    const text = runSummary(bare, uncoloured).join('\n');
    expect(text).not.toMatch(/test image|Cache|Engine/);
  });

  it('says that no image was decoded only if none was', () => {
    expect(cacheWords([cache]).replaceAll('\u00a0', ' ')).toBe(
      '148 of 148 outputs from the cache, no image decoded',
    );
    const cold = { ...cache, reused: 0, computed: 148, decoded: 148 };
    expect(cacheWords([cold, cache]).replaceAll('\u00a0', ' ')).toBe(
      '148 of 296 outputs from the cache, 148 images decoded',
    );
  });

  it('says plainly where the proof found a difference', () => {
    const words = proofWords({ ...result.proof, frozenIdentical: false, cachedDifference: null });
    expect(words).toContain('some differ');
    expect(words).not.toContain('cached path');
    expect(proofWords({ ...result.proof, recomputed: null })).not.toContain('made anew');
  });
});
