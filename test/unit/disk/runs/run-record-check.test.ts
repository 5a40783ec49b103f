import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunRecord, writeRunRecord } from '../../../../src/disk/runs/run-folder';
import { recordComplaint } from '../../../../src/disk/runs/run-record-check';
import type { RunRecord } from '../../../../src/shared/run-record';
import { runRecord, runResult } from '../../../fixtures/fake-run';
import { demoLike } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';
import { deepPlan } from '../../../fixtures/terminal-sample';
import { temporaryFolder } from '../support/temporary-folder';

const dataset = { fingerprint: 'ab'.repeat(32), trainImages: 2, validationImages: 1, testImages: 0 };
const rates = {
  ...{ decoding: { images: 2, seconds: 1 }, prefix: null, training: { images: 9, seconds: 1 } },
  ...{ limit: { images: 3, seconds: 2 }, run: { images: 3, seconds: 4, processorSeconds: 5 } },
};
const whole: RunRecord = {
  ...runRecord('/pets/transfer.yaml', 'version: 1\n'),
  ...{ plan: deepPlan, state: 'finished', result: { ...runResult, rates }, otherResult: runResult },
  problems: [{ severity: 'warning', message: 'odd' }],
  measured: {
    measurement: {
      ...measuredAs('similar', demoLike({ fingerprint: 'cd'.repeat(32) })),
      growth: [{ images: 100, accuracy: 0.8, error: 0.02 }],
    },
    trainingImages: 400,
  },
  engines: { features: 'one', training: 'other' },
  dataset: { ...dataset, leftOut: [{ file: 'a.png', reason: 'It is empty.' }] },
  ...{ seconds: { train: 1 }, peakMemoryBytes: 1, failure: { code: 'x', message: 'y' } },
};

/** Every place in the value, as the keys that lead there. */
function placesIn(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, one]) => placesIn(one).map((rest) => [key, ...rest]))];
}

function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const parts = value as Record<string, unknown>;
  const part = changed(parts[key], rest, to);
  return Array.isArray(value) ? value.with(Number(key), part) : { ...parts, [key]: part };
}

describe('the record of a run', () => {
  it('is whole as it is written, and with what other versions add', () => {
    expect(recordComplaint(JSON.parse(JSON.stringify(whole)))).toBeUndefined();
    expect(recordComplaint({ ...whole, later: 1, plan: { ...whole.plan, later: {} } })).toBeUndefined();
  });

  it.each(placesIn(whole).map((place) => place.join('.')))('is none where "%s" is another thing', (place) => {
    const keys = place === '' ? [] : place.split('.');
    const complaint = recordComplaint(changed(whole, keys, { '': [['no']] }));
    expect(complaint).toContain(keys.at(0) ?? '');
    expect(recordComplaint(changed(whole, keys, Number.NaN))).toBeDefined();
  });

  it.each([
    ['plan.dataset.classes', ['cat', 'cat', 'dog'], /names a class twice/],
    ['plan.dataset.classes', ['cat', '../dog', 'neither'], /must be the name of a folder/],
    ['plan.dataset.classes', ['cat', 'dog'], /other units than there are classes/],
    ['plan.cut', 'nowhere', /cut is no layer of the base/],
    ['plan.pretrainedThrough', 'nowhere', /weights are taken through is no layer of the base/],
    ['plan.phases.0.trainable', ['nothing'], /trains "nothing", which is no layer/],
    ['plan.phases.0.epochs', 1e12, /must be a whole number/],
    ['plan.base.input.size', [1e9, 1e9], /must be a whole number from 1 to/],
    ['plan.base.input.scale.std', [0, 0, 0], /must be a number from/],
    ['plan.training.classWeights', [1, 1], /other class weights than classes/],
    ['plan.training.batchSize', 0, /must be a whole number from 1/],
    ['result.model', '../../outside', /must be a plain name/],
    ['result.report', 'C:\\report.html', /must be a plain name/],
    ['result.validation.confusion', [[1]], /other classes than the plan/],
    ['name', '..', /must be a plain name/],
    ['created', 'yesterday', /must be a time/],
    ['result', undefined, /result is missing/],
  ])('is none where %s is %j', (place, value, complaint) => {
    expect(recordComplaint(changed(whole, place.split('.'), value))).toMatch(complaint);
  });

  it('takes no key of a prototype for one of its own', () => {
    const { plan, ...rest } = whole;
    expect(recordComplaint(JSON.parse(JSON.stringify({ ...rest, constructor: {} })))).toMatch(
      /^plan is missing/,
    );
    expect(recordComplaint(Object.create(whole))).toMatch(/is missing/);
    expect(plan).toBeDefined();
  });

  it('that is larger than any is not read', async () => {
    const folder = temporaryFolder();
    await writeRunRecord(folder, whole);
    expect(await readRunRecord(folder)).toEqual(whole);
    writeFileSync(path.join(folder, 'run.json'), Buffer.alloc(65 * 1024 ** 2, ' '));
    const problem = await readRunRecord(folder).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'run-record' });
    expect(String(problem)).toMatch(/run\.json has 68\S* MB, and at most/);
  });
});
