import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CacheEvent } from '../../../src/messages/run-events';
import { cacheWords } from '../../../src/terminal/cache-words';
import { proofWords, runSummary } from '../../../src/terminal/run-summary';
import { plain } from '../../../src/terminal/style';
import { widthOf } from '../../../src/terminal/text-table';
import { expectGolden } from '../../fixtures/golden-text';
import { headPlan, result } from '../../fixtures/terminal-sample';

const cache: CacheEvent = {
  event: 'cache',
  ...{ phase: 1, cut: 'dense2', reused: 148, computed: 0, decoded: 0, bytes: 75_776, seconds: 0.1 },
};
const engines = { features: 'onnxruntime 1.30', training: 'tfjs-node 4.22.0' };

describe("a run's summary", () => {
  it('has accuracy with intervals, recall, proof, cache, time and where the report lies', () => {
    const { classes } = headPlan.dataset;
    const lines = runSummary({ folder: 'runs/one', classes, result, caches: [cache], engines }, plain);
    const text = `${lines.join('\n').replaceAll('\u00a0', ' ').replaceAll('\\', '/')}\n`;
    expectGolden(path.join(import.meta.dirname, 'golden', 'summary.txt'), text);
  });

  it('is a list where the tables would not fit', () => {
    const classes = ['c'.repeat(150), 'dog', 'neither'];
    const lines = runSummary({ folder: 'runs/one', classes, result, caches: [], engines }, plain, 39);
    const text = lines.join('\n').replaceAll('\u00a0', ' ');
    expect(text).toMatch(/^test\n {2}right: \d+ % \(\d+ of \d+\)\n {2}95 % interval: /m);
    expect(text).toMatch(/^c+…c+\n {2}validation: \d+ % \(/m);
    expect(lines.slice(0, lines.indexOf('')).every((line) => widthOf(line) <= 39)).toBe(true);
    const wide = runSummary({ folder: 'runs/one', classes, result, caches: [], engines }, plain, 100);
    expect(wide[0]).toMatch(/right {2}95/);
    expect(wide.slice(0, 8).every((line) => widthOf(line) <= 100)).toBe(true);
  });

  it('leaves out what there is not', () => {
    const bare = {
      folder: 'r',
      classes: [],
      result: { ...result, test: null },
      caches: [],
      engines: undefined,
    };
    const text = runSummary(bare, plain).join('\n');
    expect(text).not.toMatch(/test|Cache|Engine/);
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
